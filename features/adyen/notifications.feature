Feature: Webhooks
  The provider tells the merchant what became of a payment, a refund or a stored payment method. A webhook is signed, comes more
  than once and in any order, and decides.

  @ADY-C08
  Scenario Outline: A payment that ends as <end> is told as <told>
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "<end>"
    And the notification "<event>" of the charge arrives
    And the customer looks at the order
    Then the customer reads that the payment is "<told>"

    Examples:
      | end        | event         | told   |
      | Authorised | AUTHORISATION | paid   |
      | Refused    | AUTHORISATION | failed |
      | Abandoned  | OFFER_CLOSED  | failed |

  @ADY-D05
  Scenario: A webhook is answered within 10 seconds
    Given the customer "authorised" at the checkout
    When the customer pays
    And the order is shown as paid
    And the notification "CAPTURE" of the charge arrives, and 10 seconds pass
    Then the notification is acknowledged

  @ADY-D05
  Scenario: A webhook is answered within 10 seconds, however slow the provider is
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And the provider takes 15 seconds for every answer
    And the notification "AUTHORISATION" of the charge arrives, and 10 seconds pass
    Then the notification is acknowledged

  @ADY-D07
  Scenario: A webhook that comes four times has one effect
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer looks at the order
    And the same notification arrives 3 times more
    Then at most one capture of the charge is sent
    And the order looks as it did before
    And every notification is acknowledged

  @ADY-D07
  Scenario: A webhook that comes again with a later date has one effect
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer looks at the order
    And the notification of the charge arrives
    Then at most one capture of the charge is sent
    And the order looks as it did before
    And every notification is acknowledged

  @ADY-D08
  Scenario: A payment that is authorised after it was closed is paid
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And the notification "OFFER_CLOSED" of the charge arrives
    And the notification "AUTHORISATION" of the charge arrives
    And the customer looks at the order
    Then the customer reads that the payment is "paid"

  @ADY-D08
  Scenario: A capture that is told after the refund changes nothing
    Given the customer "authorised" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the notification of the charge arrives
    And the shop refunds "100.00"
    And a refund was sent
    And the notification of the refund arrives
    And the customer looks at the order
    And the refund is shown as done
    And the notification "CAPTURE" of the charge arrives
    Then the order looks as it did before

  @ADY-D08
  Scenario: An old webhook after a new one changes nothing
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer looks at the order
    And the notification "AUTHORISATION" of the charge arrives with these fields
      | eventDate | 2020-01-01T00:00:00+00:00 |
      | success   | false                     |
    Then the order looks as it did before

  @ADY-D09
  Scenario: An unknown event is acknowledged and ignored
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the customer looks at the order
    And the notification "SIGNOFF_NEW_EVENT" of the charge arrives
    Then the notification is acknowledged
    And the order looks as it did before
    When the payment ends as "Authorised"
    And the notification of the charge arrives
    And the merchant acted on the notification

  @ADY-D10
  Scenario: A payment that was not authorised is not paid
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer "pending" is at the checkout
    And the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Refused"
    And the notification of the charge arrives
    And the customer looks at the order
    Then the order is not shown as paid

  @ADY-D10
  Scenario: A refund that did not succeed is not done
    Given the customer "authorised" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the notification of the charge arrives
    And the notification "CAPTURE" of the charge arrives
    And the shop refunds "10.00"
    And a refund was sent
    And the notification of the refund arrives
    And the customer looks at the order
    And the refund is shown as done
    And the customer "authorised" is at the checkout
    And the customer pays
    And the order is shown as paid
    And the notification of the charge arrives
    And the notification "CAPTURE" of the charge arrives
    And the shop refunds "10.00"
    And a refund was sent
    And the notification "REFUND" of the refund arrives with "success" set to "false"
    And the customer looks at the order
    Then the refund is not shown as done

  @ADY-D11
  Scenario: An event of the other environment changes nothing
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And the notification "AUTHORISATION" of the charge arrives with "live" set to "true"
    And the customer looks at the order
    Then the order is not shown as paid
    When the notification of the charge arrives
    And the merchant acted on the notification

  @ADY-D12
  Scenario Outline: An event of another <member> releases nothing
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And the notification "AUTHORISATION" of the charge arrives with "<member>" set to "<value>"
    And the customer looks at the order
    Then the order is not shown as paid
    When the notification of the charge arrives
    And the merchant acted on the notification

    Examples:
      | member          | value |
      | amount.value    | 1     |
      | amount.currency | JPY   |

  @ADY-D13
  Scenario: A payment that was not finished is cancelled
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Abandoned"
    And the notification "OFFER_CLOSED" of the charge arrives
    And the customer looks at the order
    Then the customer reads that the payment is "failed"

  @ADY-D13
  Scenario: A payment that was authorised is not cancelled
    Given the customer "authorised" at the checkout
    When the customer pays
    And the order is shown as paid
    And the customer looks at the order
    And the notification "OFFER_CLOSED" of the charge arrives
    Then the order looks as it did before

  @ADY-D16
  Scenario: Fields that are not signed decide nothing
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer "pending" is at the checkout
    And the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Refused"
    And a notification "AUTHORISATION" of the charge arrives that is "changed where nothing is signed"
    And the customer looks at the order
    Then the order is not shown as paid
    When the notification of the charge arrives
    And the customer looks at the order
    Then the order is not shown as paid

  @ADY-D18
  Scenario: A payment that was not authorised cancels its order
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Refused"
    And the notification of the charge arrives
    And the customer looks at the order
    Then the customer reads that the payment is "failed"

  @ADY-D19
  Scenario: A payment that was authorised proceeds, though the shopper never came back
    Given the customer "redirect" at the checkout
    When the customer pays
    And the charge was answered "RedirectShopper"
    And the customer opens the order again
    And the payment ends as "Authorised"
    And the notification of the charge arrives
    And the customer looks at the order
    Then the customer reads that the payment is "paid"
