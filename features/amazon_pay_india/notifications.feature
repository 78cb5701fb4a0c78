Feature: Notifications
  The provider tells the merchant what became of a charge or a refund. The message is signed, comes more than once, and alone
  decides nothing: the status does.

  @APL-D01
  Scenario: A notification is taken
    Given the customer "eligible" at the checkout
    When the customer pays
    And the order is shown as paid
    And the notification of the charge arrives
    Then the notification is answered 200, at an https address

  @APL-D02
  Scenario Outline: A notification that is <forgery> has no effect
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    And the payment ends as "CaptureApproved"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer "needs_authentication" is at the checkout
    And the customer pays
    And the charge was answered "CapturePending"
    And the payment ends as "CaptureApproved"
    And a notification of the charge arrives that is "<forgery>"
    Then the merchant did not act on the notification

    Examples:
      | forgery                 |
      | signed with another key |
      | altered                 |
      | certified elsewhere     |
      | not signed              |

  # Only completed payments are told of, so a merchant may listen to nothing else.
  @APL-D02
  Scenario Outline: A notification that is <forgery> makes no pending order paid
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    And the payment ends as "CaptureApproved"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer "needs_authentication" is at the checkout
    And the customer pays
    And the charge was answered "CapturePending"
    And a notification of the charge arrives that is "<forgery>"
    Then the merchant did not act on the notification

    Examples:
      | forgery                 |
      | signed with another key |
      | altered                 |
      | certified elsewhere     |
      | not signed              |

  @APL-D03
  Scenario: Notifications of charges and of refunds are both acted on
    Given the provider keeps refunds pending
    And the customer "needs_authentication" at the checkout with an order of "100.00"
    When the customer pays
    And the charge was answered "CapturePending"
    And the payment ends as "CaptureApproved"
    And the notification of the charge arrives
    And the customer comes back from Amazon
    And the order is shown as paid
    And the shop refunds "100.00"
    And a refund was sent
    And the refund ends as "Approved"
    And the notification of the refund arrives
    Then the merchant acted on both notifications

  @APL-D06
  Scenario: A notification alone does not make an order paid
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    And the payment ends as "CaptureApproved"
    And the provider fails whatever the shop asks
    And the notification of the charge arrives
    And the customer opens the order again
    Then the order is not shown as paid
    When the provider works again
    And the notification of the charge arrives
    And the merchant acted on the notification

  @APL-D09
  Scenario: A notification that comes four times has one effect
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    And the payment ends as "CaptureApproved"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer opens the order again
    And the order is shown as paid
    And the customer looks at the order
    And the same notification arrives 3 times more
    Then the order looks as it did before

  @APL-D09 @clock
  Scenario: A notification that comes late changes nothing
    Given the customer "eligible" at the checkout
    When the customer pays
    And the order is shown as paid
    And 7200 seconds pass at the shop
    And the customer looks at the order
    And the notification of the charge arrives
    Then the order looks as it did before

  @APL-D09
  Scenario: Notifications that come in another order change nothing
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And the refund was answered "Approved"
    And the notification of the refund arrives
    And the customer looks at the order
    And the notification of the charge arrives
    Then the order looks as it did before
