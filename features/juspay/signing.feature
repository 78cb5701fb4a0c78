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

  @JP-A15 @moves-money
  Scenario Outline: A new <operation> without a key is refused
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When the merchant sends a new <operation> without the header "authorization"
    Then the answer is 401 "access_denied"

    Examples:
      | operation |
      | order     |
      | txn       |
      | refund    |

  @JP-A15 @moves-money
  Scenario Outline: A new <operation> without a key is refused, too
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And an accepted <operation>
    When the merchant sends a new <operation> without the header "authorization"
    Then the answer is 401 "access_denied"

    Examples:
      | operation   |
      | session     |
      | eligibility |
      | txn_refund  |

  @JP-A15 @moves-money
  Scenario Outline: A new <operation> with a wrong key is refused
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When the merchant sends a new <operation> with the header "authorization" set to "Basic d3Jvbmc6"
    Then the answer is 401 "access_denied"

    Examples:
      | operation |
      | order     |
      | txn       |
      | refund    |

  @JP-A15 @moves-money
  Scenario Outline: A new <operation> with a wrong key is refused, too
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And an accepted <operation>
    When the merchant sends a new <operation> with the header "authorization" set to "Basic d3Jvbmc6"
    Then the answer is 401 "access_denied"

    Examples:
      | operation   |
      | session     |
      | eligibility |
      | txn_refund  |

  @JP-A15 @moves-money
  Scenario: A refund that is refused for want of a key gives nothing back
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When the merchant sends a new refund without the header "authorization"
    And the merchant asks for the order
    And the answer is accepted
    Then the field "refunds.1" is absent or null
    And the field "amount_refunded" is the amount "4.00"

  @JP-A15 @moves-money
  Scenario: A payment that is refused for its key pays nothing
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And an accepted order
    When the merchant sends a new txn with the header "authorization" set to "Basic d3Jvbmc6"
    And the merchant asks for the order
    And the answer is accepted
    Then the field "status" is one of "NEW, CREATED"

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

  # The merchant's backend.

  @JP-B02
  Scenario: The customer is named in the same way in every call
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And the customer starts another order
    And the customer pays
    Then every call of an order, and of the same "customer_id", has the same "x-routing-id", where it is sent

  @JP-B17
  Scenario: The API key stays with the backend
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the customer opens the order again
    Then nothing that the customer was sent holds the key "api_key"

  @JP-D09
  Scenario Outline: A return address that is <forgery> has no effect
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the customer comes back from Juspay
    And the merchant acted on the return
    And the order is shown as paid
    And the customer "needs_authentication" is at the checkout
    And the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the customer comes back from Juspay by an address that is "<forgery>"
    Then the merchant did not act on the return

    Examples:
      | forgery                 |
      | signed with another key |
      | altered                 |
      | not signed              |

  @JP-D09
  Scenario: A return address alone does not make an order paid
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the customer comes back from Juspay with the result "CHARGED"
    And the customer opens the order again
    Then the order is not shown as paid
    When the payment ends as "CHARGED"
    And the customer comes back from Juspay
    And the order is shown as paid
