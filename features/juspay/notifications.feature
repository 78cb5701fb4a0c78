Feature: Notifications
  Juspay tells the merchant what became of an order or a refund. The message carries the merchant's own credentials, comes more
  than once, and alone decides nothing: the order status does.

  @JP-D01
  Scenario Outline: A notification that is <forgery> is refused and has no effect
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer "needs_authentication" is at the checkout
    And the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And a notification of the charge arrives that is "<forgery>"
    Then the notification is answered 401, at an https address
    And the merchant did not act on the notification

    Examples:
      | forgery                 |
      | signed with another key |
      | not signed              |
      | of another user         |

  @JP-D01
  Scenario Outline: A notification that is <forgery> makes no order paid
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer opens the order again
    And the order is shown as paid
    And the customer "needs_authentication" is at the checkout
    And the customer pays
    And the payment was accepted
    And a notification "ORDER_SUCCEEDED" of the charge arrives that is "<forgery>"
    And the customer opens the order again
    Then the order is not shown as paid

    Examples:
      | forgery                 |
      | signed with another key |
      | not signed              |
      | of another user         |

  @JP-D02
  Scenario: A notification is taken
    Given the customer "eligible" at the checkout
    When the customer pays
    And the order is shown as paid
    And the notification of the charge arrives
    Then the notification is answered 200, at an https address

  @JP-D02
  Scenario: A notification is taken before its work is done
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the provider fails whatever the shop asks
    And the notification of the charge arrives
    Then the notification is answered 200, at an https address

  @JP-D03
  Scenario: A notification that comes four times has one effect
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer opens the order again
    And the order is shown as paid
    And the customer looks at the order
    And the same notification arrives 3 times more
    Then the order looks as it did before

  @JP-D03
  Scenario: A notification that comes with the customer has one effect
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the customer comes back from Juspay
    And the order is shown as paid
    And the customer looks at the order
    And the notification of the charge arrives
    Then the order looks as it did before

  @JP-D04
  Scenario: A notification alone does not make an order paid
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the provider fails whatever the shop asks
    And the notification of the charge arrives
    And the customer opens the order again
    Then the order is not shown as paid
    When the provider works again
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer opens the order again
    And the order is shown as paid

  @JP-D05
  Scenario: An event that nobody knows is taken
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the notification "ORDER_WEIGHED" of the charge arrives
    Then the notification is answered 200, at an https address

  @JP-D05
  Scenario: Members that nobody knows are taken
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And a notification of the charge arrives that is "of a later version"
    Then the notification is answered 200, at an https address

  @JP-D06
  Scenario: A refund is done when its notification came
    Given the customer "needs_authentication" at the checkout with an order of "100.00"
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer opens the order again
    And the order is shown as paid
    And the shop refunds "100.00"
    And a refund was sent
    And the refund ends as "SUCCESS"
    And the notification of the refund arrives
    And the customer looks at the order
    Then the refund is done, as the customer sees

  @JP-D06
  Scenario Outline: The notification <event> is about its own refund only
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And a refund was sent
    And the refund ends as "SUCCESS"
    And the notification of the refund arrives
    And the customer looks at the order
    And the refund is shown as done
    And the shop refunds "20.00"
    And the refund ends as "<end>"
    And the notification "<event>" of the refund arrives
    And the shop refunds "30.00"
    And the same notification arrives 1 times more
    And the customer looks at the order
    Then the last refund is not shown as done

    Examples:
      | event                       | end           |
      | ORDER_REFUNDED              | SUCCESS       |
      | ORDER_REFUND_FAILED         | FAILURE       |
      | REFUND_MANUAL_REVIEW_NEEDED | MANUAL_REVIEW |

  @JP-D06
  Scenario Outline: The notification <event> is acted on
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And a refund was sent
    And the refund ends as "SUCCESS"
    And the notification of the refund arrives
    And the customer looks at the order
    And the refund is shown as done
    And the shop refunds "20.00"
    And the refund ends as "<end>"
    And the notification "<event>" of the refund arrives
    Then the merchant acts on the notification

    Examples:
      | event                       | end           |
      | ORDER_REFUND_FAILED         | FAILURE       |
      | REFUND_MANUAL_REVIEW_NEEDED | MANUAL_REVIEW |

  @JP-D06
  Scenario Outline: The notification <event> leaves a refund open that is pending
    Given the customer "needs_authentication" at the checkout with an order of "100.00"
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer opens the order again
    And the order is shown as paid
    And the shop refunds "20.00"
    And a refund was sent
    And the refund ends as "<end>"
    And the shop refunds "30.00"
    And a refund was sent
    And the notification "<event>" of the refund arrives
    And the refund ends as "SUCCESS"
    And the notification of the refund arrives
    And the customer looks at the order
    Then the refund is done, as the customer sees

    Examples:
      | event                       | end           |
      | ORDER_REFUND_FAILED         | FAILURE       |
      | REFUND_MANUAL_REVIEW_NEEDED | MANUAL_REVIEW |

  @JP-D07
  Scenario: A failure that is told late changes nothing
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer opens the order again
    And the order is shown as paid
    And the customer looks at the order
    And the notification "ORDER_FAILED" of the charge arrives
    Then the order looks as it did before

  @JP-D08
  Scenario: An order whose money Juspay gave back is not paid any more
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer opens the order again
    And the order is shown as paid
    And the payment ends as "AUTO_REFUNDED"
    And the notification of the charge arrives
    And the customer looks at the order
    Then the order is not shown as paid

  @JP-D10
  Scenario: A notification of an older version is acted on, too
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer "needs_authentication" is at the checkout
    And the customer pays
    And the payment was accepted
    And the payment ends as "CHARGED"
    And a notification of the charge arrives that is "of an older version"
    Then the merchant acted on both notifications
