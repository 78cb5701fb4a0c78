Feature: What Amazon Pay takes
  Amazon Pay at PPRO is for consumers in the United States, in US dollars, from 0.50 to 20,000.00.

  @PP-A23
  Scenario Outline: A charge of <refused> is beyond the limits, one of 0.50 is not
    Given a charge of "0.50"
    When the merchant sends a charge of "<refused>"
    Then the request is refused

    Examples:
      | refused |
      | 0.49    |
      | 0.01    |

  @PP-A23
  Scenario: A charge of 20000.01 is beyond the limits, unless the customer has a maximum of their own
    Given a charge of "20000.00"
    When the merchant sends a charge of "20000.01"
    Then the request is refused, unless "the maximum can vary by customer"

  @PP-A23
  Scenario Outline: A charge with <member> <value> is refused
    Given an accepted charge
    When the merchant sends a new charge with "<member>" set to "<value>"
    Then the request is refused

    Examples:
      | member           | value |
      | amount.currency  | EUR   |
      | amount.currency  | INR   |
      | consumer.country | DE    |
      | consumer.country | IN    |

  @PP-A23 @recurring
  Scenario: A first charge of an agreement beyond the limits is not paid
    Given an agreement of "10.00"
    When the merchant sends an agreement of "0.49"
    And the merchant asks for the initial_charge, unless the request was refused
    Then the request is refused

  # The checkout page, as the customer sees it.

  @PP-C07
  Scenario Outline: Amazon Pay is offered for <amount>
    Given the customer "eligible" at the checkout with an order of "<amount>"
    Then the option can be chosen and paid with

    Examples:
      | amount   |
      | 0.50     |
      | 10.00    |
      | 20000.00 |

  @PP-C07
  Scenario Outline: Amazon Pay is not offered to <whom>
    Given the customer "eligible" at the checkout with an order of "10.00"
    And the option is offered
    And the customer "<persona>" at the checkout with an order of "<amount>"
    Then the option is not offered

    Examples:
      | whom                                | persona        | amount   |
      | a consumer of another country       | abroad         | 10.00    |
      | a consumer with another currency    | other_currency | 10.00    |
      | a consumer with less than the least | eligible       | 0.49     |
      | a consumer with more than the most  | eligible       | 20000.01 |
