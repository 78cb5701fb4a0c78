Feature: Keys and signatures
  A merchant is known by its API key, and a customer comes back from Juspay by an address that is signed.

  @JP-A15
  Scenario Outline: A key that is <kind> is refused
    Given an accepted order
    When the merchant sends a new order_status with the header "authorization" set to "<header>"
    Then the answer is 401 "access_denied"

    Examples:
      | kind           | header             |
      | wrong          | Basic d3Jvbmc6     |
      | wrong, bare    | Basic MTIzNDU2Nzg= |
      | no Basic       | Bearer 12345678    |

  @JP-A15
  Scenario: A call without a key is refused
    Given an accepted order
    When the merchant sends a new order_status without the header "authorization"
    Then the answer is 401 "access_denied"

  @JP-A21 @control @moves-money
  Scenario: The address by which a customer returns is signed
    Given an eligible customer
    And an accepted order
    And an accepted txn
    Then the return address of the order is signed as published

  @JP-A21 @control
  Scenario: The merchant's own parameters of the return address are signed
    Given an eligible customer
    When the merchant sends a new order with "return_url" set to "https://shop.example/return?cart=a%2Fb%2Bc%3Dd%26e&myQP=aGVsbG9Xb3JsZA%3D%3D"
    Then the return address of the order is signed as published
