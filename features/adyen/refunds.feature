Feature: Refunds and cancels
  What was captured is given back, at most once; what was not is cancelled. Every call is only received: a webhook tells its end.

  @ADY-A08 @moves-money
  Scenario: A refund is received
    Given an authorised customer
    And an accepted payment
    And an accepted capture
    When the merchant sends a refund
    And the answer is accepted
    Then the answer is 201
    And the field "status" is "received"
    And the field "pspReference" differs from the payment's
    And the field "pspReference" differs from the capture's
    And the answer matches its schema
    And the answer matches the snapshot "refund_received"

  @ADY-A08 @moves-money
  Scenario Outline: A <operation> is received
    Given an authorised customer
    And an accepted payment
    When the merchant sends a <operation>
    And the answer is accepted
    Then the answer is 201
    And the field "status" is "received"
    And the answer matches its schema

    Examples:
      | operation        |
      | cancel           |
      | reversal         |
      | technical_cancel |

  @ADY-A18 @moves-money
  Scenario: A payment that was not captured is not refunded
    Given an authorised customer
    And an accepted payment
    And an accepted capture
    And an accepted refund
    And an accepted payment
    When the merchant sends a refund
    Then the refund is refused, or the provider tells "REFUND" of it with "notificationItems.0.NotificationRequestItem.success" set to "false"

  @ADY-A19 @moves-money
  Scenario Outline: After a refund of 6.00 of 10.00 another of <amount> fails
    Given an authorised customer
    And a payment of "10.00"
    And a capture of "10.00"
    And a refund of "6.00"
    When the merchant sends a refund of "<amount>"
    Then the refund is refused, or the provider tells "REFUND" of it with "notificationItems.0.NotificationRequestItem.success" set to "false"

    Examples:
      | amount |
      | 4.01   |
      | 10.00  |

  @ADY-A20 @moves-money
  Scenario: A refund in another currency is refused
    Given an authorised customer
    And an accepted payment
    And an accepted capture
    And an accepted refund
    When the merchant sends a new refund with "amount.currency" set to "JPY"
    Then the refund is refused, or the provider tells "REFUND" of it with "notificationItems.0.NotificationRequestItem.success" set to "false"

  @ADY-A22 @moves-money
  Scenario: A captured payment is not cancelled
    Given an authorised customer
    And an accepted payment
    And an accepted cancel
    And an accepted payment
    And an accepted capture
    When the merchant sends a cancel
    Then the cancel is refused, or the provider tells "CANCELLATION" of it with "notificationItems.0.NotificationRequestItem.success" set to "false"

  # The merchant's backend.

  @ADY-B05
  Scenario Outline: A refund of <amount> is sent in minor units
    Given the customer "authorised" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the notification of the charge arrives
    And the notification "CAPTURE" of the charge arrives
    And the shop refunds "<amount>"
    And a refund was sent
    Then the refund is of the amount that was asked for

    Examples:
      | amount |
      | 10.00  |
      | 12.49  |

  @ADY-B14
  Scenario: A refund names the payment
    Given the customer "authorised" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the notification of the charge arrives
    And the notification "CAPTURE" of the charge arrives
    And the shop refunds "10.00"
    Then a refund of the charge is sent

  @ADY-B14
  Scenario: A payment that failed is not refunded
    Given the customer "authorised" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the notification of the charge arrives
    And the notification "CAPTURE" of the charge arrives
    And the shop refunds "10.00"
    And a refund was sent
    And the customer "refused" is at the checkout
    And the customer pays
    And the charge was answered "Refused"
    And the shop is asked to refund "10.00"
    Then no refund of this charge is sent

  @ADY-B14
  Scenario: Captures and refunds do not exceed the payment
    Given the customer "authorised" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the notification of the charge arrives
    And a capture of the charge was sent, where "manual_capture" is claimed
    And the notification "CAPTURE" of the charge arrives
    And the shop refunds "60.00"
    And a refund was sent
    And the shop is asked to refund "60.00"
    Then the captures sent stay within the charge
    And the refunds sent stay within the charge

  @ADY-D14
  Scenario Outline: A refund that was done and is told as <event> is not done any more
    Given the customer "authorised" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the notification of the charge arrives
    And the notification "CAPTURE" of the charge arrives
    And the shop refunds "100.00"
    And a refund was sent
    And the notification of the refund arrives
    And the customer looks at the order
    And the refund is shown as done
    And the refund ends as "<end>"
    And the notification "<event>" of the refund arrives
    And the customer looks at the order
    Then the case of the refund is open again

    Examples:
      | event             | end      |
      | REFUND_FAILED     | Failed   |
      | REFUNDED_REVERSED | Reversed |

  @ADY-D14
  Scenario: A payment whose capture failed is not paid any more
    Given the customer "authorised" at the checkout
    When the customer pays
    And the order is shown as paid
    And the notification of the charge arrives
    And the notification "CAPTURE" of the charge arrives
    And the notification "CAPTURE_FAILED" of the charge arrives
    And the customer looks at the order
    Then the case of the charge is open again
