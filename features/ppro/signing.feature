Feature: Authentication
  A merchant is known by its key. Nothing is done for anybody else.

  @PP-A10
  Scenario Outline: A <operation> with a wrong key is refused
    Given an accepted charge
    When the merchant sends a new <operation> signed with another secret
    Then the answer is 401

    Examples:
      | operation     |
      | charge        |
      | charge_status |
      | search        |
      | refund        |
      | agreement     |

  @PP-A10
  Scenario: A request without a key is refused
    Given an accepted charge
    When the merchant sends a new charge without the header "Authorization"
    Then the answer is 401

  @PP-A10
  Scenario Outline: A request with the Authorization "<value>" is refused
    Given an accepted charge
    When the merchant sends a new charge with the header "Authorization" set to "<value>"
    Then the answer is 401

    Examples:
      | value         |
      | Bearer        |
      | Bearer nobody |
      | Basic bm86bm8 |

  # The merchant's backend.

  @PP-D02
  Scenario Outline: A webhook that is <forgery> has no effect
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer "eligible" is at the checkout
    And the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And a notification of the charge arrives that is "<forgery>"
    Then the merchant did not act on the notification

    Examples:
      | forgery                        |
      | signed with another key        |
      | altered                        |
      | signed for another time        |
      | wrong beside the old signature |
      | signed in part                 |
      | signed with nothing            |
      | not signed                     |

  @PP-D02
  Scenario Outline: A webhook that is <forgery> makes no order paid
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer opens the order again
    And the order is shown as paid
    And the customer "eligible" is at the checkout
    And the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And a notification "PAYMENT_CHARGE_CAPTURE_SUCCEEDED" of the charge arrives that is "<forgery>"
    And the customer opens the order again
    Then the order is not shown as paid

    Examples:
      | forgery                 |
      | signed with another key |
      | altered                 |
      | not signed              |

  @PP-D03
  Scenario: A webhook that was signed long ago has no effect
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer "eligible" is at the checkout
    And the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And a notification of the charge arrives that is "signed an hour ago"
    Then the merchant did not act on the notification

  @PP-D04
  Scenario: The deprecated signature alone has no effect
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer "eligible" is at the checkout
    And the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And a notification of the charge arrives that is "signed the old way alone"
    Then the merchant did not act on the notification
