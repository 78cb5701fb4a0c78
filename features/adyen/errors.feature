Feature: Refusals
  What is wrong with a request is told by its status and by a ServiceError.

  @ADY-A09 @moves-money
  Scenario Outline: A payment without <member> is refused in the published form
    Given an authorised customer
    And an accepted payment
    When the merchant sends a new payment without "<member>"
    Then the refusal matches its schema

    Examples:
      | member        |
      | returnUrl     |
      | reference     |
      | paymentMethod |

  @ADY-A09
  Scenario: A wrong API key is refused in the published form
    Given an accepted payment_methods
    When the merchant sends a new payment_methods with the header "x-api-key" set to "AQE-of-nobody"
    Then the refusal matches its schema

  @ADY-A10 @moves-money
  Scenario: A payment with a wrong API key is refused
    Given an authorised customer
    And an accepted payment
    When the merchant sends a new payment with the header "x-api-key" set to "AQE-of-nobody"
    Then the answer is 401

  @ADY-A10 @moves-money
  Scenario Outline: A <operation> without API key is refused
    Given an authorised customer
    And an accepted payment
    And an accepted <operation>
    When the merchant sends a new <operation> without the header "x-api-key"
    Then the answer is 401

    Examples:
      | operation       |
      | payment_methods |
      | payment         |
      | capture         |

  @ADY-A11 @moves-money
  Scenario Outline: A <operation> for a foreign merchant account is refused
    Given an authorised customer
    And an accepted payment
    And an accepted <operation>
    When the merchant sends a new <operation> as the merchant "ShopOfNobodyCOM"
    Then the answer is 403

    Examples:
      | operation       |
      | payment_methods |
      | payment         |
      | capture         |

  @ADY-A12
  Scenario Outline: The body <body> is not read
    Given an accepted payment_methods
    When the merchant sends a new payment_methods with the body "<body>"
    Then the answer is 400 "702"

    Examples:
      | body                  |
      | {'merchantAccount':   |
      | {'merchantAccount' 1} |
      | no JSON               |

  @ADY-A13 @moves-money
  Scenario Outline: A payment without <member> is answered <code>
    Given an authorised customer
    And an accepted payment
    When the merchant sends a new payment without "<member>"
    Then the answer is 422 "<code>"

    Examples:
      | member    | code   |
      | returnUrl | 14_030 |
      | amount    | 100    |
