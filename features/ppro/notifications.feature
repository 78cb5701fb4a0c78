Feature: Webhooks
  PPRO tells the merchant of every change of a charge, at the merchant's address or at the payment's own.

  @PP-A44 @control
  Scenario: A charge that waits for its consumer is told
    Given an accepted charge
    When the merchant asks for the charge
    And the answer has status "AUTHENTICATION_PENDING"
    Then the provider tells "PAYMENT_CHARGE_AUTHENTICATION_PENDING" of the charge
    And the provider does not tell "PAYMENT_CHARGE_CAPTURE_SUCCEEDED" of the charge

  @PP-A44 @moves-money @control
  Scenario: A captured charge is told with its amount
    Given a charge of "12.34"
    When the charge is approved at the provider
    Then the provider tells "PAYMENT_CHARGE_CAPTURE_SUCCEEDED" of the charge with "data.amount.value" set to "1234"
    And the provider tells "PAYMENT_CHARGE_CAPTURE_SUCCEEDED" of the charge with "data.paymentChargeStatus" set to "CAPTURED"

  @PP-A44 @control
  Scenario Outline: A charge that was <ending> is told with its reason
    Given an accepted charge
    When the charge is <ending> at the provider
    Then the provider tells "PAYMENT_CHARGE_AUTHORIZATION_FAILED" of the charge with "data.failure.failureCode" set to "<code>"

    Examples:
      | ending    | code                 |
      | declined  | INSUFFICIENT_FUNDS   |
      | cancelled | CANCELED_BY_CONSUMER |

  @PP-A44 @control
  Scenario: A discarded charge is told
    Given an accepted charge
    When the charge is abandoned at the provider
    Then the provider tells "PAYMENT_CHARGE_DISCARDED" of the charge

  @PP-A44 @moves-money @control @separate_captures
  Scenario: A voided charge is told
    When the merchant sends a new charge with "autoCapture" set to the JSON "false"
    And the answer is accepted
    And the charge is approved at the provider
    And the merchant sends a void of "10.00"
    And the answer is accepted
    Then the provider tells "PAYMENT_CHARGE_VOID_SUCCEEDED" of the charge
    And the provider tells "PAYMENT_CHARGE_VOID_SUCCEEDED" of the void

  @PP-A44 @moves-money @control
  Scenario Outline: A refund that is <ending> is told
    Given an accepted charge
    And the charge is approved at the provider
    And a refund of "10.00" with status "PENDING"
    When the refund is <ending> at the provider
    Then the provider tells "<kind>" of the refund with "data.amount.value" set to "1000"

    Examples:
      | ending  | kind                            |
      | settled | PAYMENT_CHARGE_REFUND_SUCCEEDED |
      | failed  | PAYMENT_CHARGE_REFUND_FAILED    |

  @PP-A44 @moves-money @control @recurring
  Scenario: A charge under an agreement is told like any other
    Given an accepted agreement
    And the agreement is approved at the provider
    When the merchant sends an agreement_charge
    And the answer is accepted
    Then the provider tells "PAYMENT_CHARGE_CAPTURE_SUCCEEDED" of the agreement_charge

  @PP-A44 @moves-money @control @recurring
  Scenario: An agreement and its first charge are told
    Given an agreement of "10.00"
    When the merchant asks for the initial_charge
    And the answer is accepted
    And the agreement is approved at the provider
    Then the provider tells "PAYMENT_AGREEMENT_ACTIVE" of the agreement
    And the provider tells "PAYMENT_CHARGE_CAPTURE_SUCCEEDED" of the agreement

  @PP-A45 @moves-money @control
  Scenario: The webhooks of a charge with an address of its own go there
    When the merchant sends a new charge with "webhooksUrl" set to "https://shop.example/orders/7/webhooks"
    And the answer is accepted
    And the charge is approved at the provider
    Then the provider tells "PAYMENT_CHARGE_AUTHORIZATION_SUCCEEDED" of the charge at the address "https://shop.example/orders/7/webhooks"
    And the provider tells "PAYMENT_CHARGE_AUTHENTICATION_PENDING" of the charge at the address "https://shop.example/orders/7/webhooks"

  # The merchant's backend.

  @PP-D01
  Scenario: A webhook is taken at an https address
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And the notification of the charge arrives
    Then the notification is acknowledged
    And notifications come to an https address on port 443

  @PP-D01
  Scenario: A webhook is taken while nothing can be asked
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And the provider fails whatever the shop asks
    And the notification of the charge arrives
    Then the notification is acknowledged

  @PP-D05
  Scenario: An event that comes four times has one effect
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer opens the order again
    And the order is shown as paid
    And the customer looks at the order
    And the same notification arrives 3 times more
    Then the order looks as it did before

  @PP-D06
  Scenario Outline: <event> after the payment changes nothing
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer opens the order again
    And the order is shown as paid
    And the customer looks at the order
    And the notification "<event>" of the charge arrives
    Then the order looks as it did before

    Examples:
      | event                                  |
      | PAYMENT_CHARGE_AUTHENTICATION_PENDING  |
      | PAYMENT_CHARGE_AUTHORIZATION_SUCCEEDED |

  @PP-D07
  Scenario: An event of an unknown type is taken and ignored
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the customer looks at the order
    And the notification "PAYMENT_CHARGE_REWARDED" of the charge arrives
    Then the notification is acknowledged
    And the order looks as it did before

  @PP-D07
  Scenario: A webhook with members that nobody knows is taken, and acted on
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the notification "PAYMENT_CHARGE_AUTHENTICATION_PENDING" of the charge arrives
    And the notification was acknowledged
    And the payment ends as "CAPTURED"
    And the notification "PAYMENT_CHARGE_CAPTURE_SUCCEEDED" of the charge arrives with "data.loyaltyPoints" set to "7"
    Then the notification is acknowledged
    When the customer opens the order again
    Then the customer reads that the payment is "paid"

  @PP-D10
  Scenario: A discarded charge closes its order unpaid
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the customer comes back from Amazon
    And the payment ends as "DISCARDED"
    And the notification of the charge arrives
    And the customer looks at the order
    And the merchant acted on the notification, or asked by itself
    Then the customer reads that the payment is "failed"

  @PP-D11
  Scenario Outline: An agreement that is <ending> is charged no more
    Given the customer "subscriber" at the checkout with an order of "10.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the shop charges the customer "10.00" anew
    And a agreement_charge with "amount" was sent
    And the agreement ends as "<ending>"
    And the notification of the agreement arrives
    And the shop is asked to charge the customer "10.00" anew
    Then no agreement_charge with "amount" is sent

    Examples:
      | ending              |
      | REVOKED_BY_CONSUMER |
      | REVOKED_BY_PROVIDER |

  @PP-D11
  Scenario: An active agreement alone is no payment
    Given the customer "subscriber" at the checkout with an order of "10.00"
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the customer comes back from Amazon
    And the payment ends as "ACTIVE"
    And the notification of the agreement arrives
    And the customer looks at the order
    Then the order is not shown as paid
    When the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid

  @PP-D12 @clock
  Scenario: A webhook that comes after 68 hours is acted on
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the customer comes back from Amazon
    And the payment ends as "CAPTURED"
    And the provider fails whatever the shop asks
    And 245745 seconds pass at the shop
    And the provider works again
    And the notification of the charge arrives
    And the customer looks at the order
    Then the customer reads that the payment is "paid"
