Feature: Charges
  A charge waits for its consumer, is captured once the consumer has confirmed, and then stays paid.

  @PP-A01
  Scenario: A new charge is accepted with an id
    When the merchant sends a charge
    Then the request is accepted
    And the field "id" is not empty

  @PP-A01
  Scenario: Two charges have two ids
    Given an accepted charge
    When the merchant sends a charge
    And the answer is accepted
    Then the field "id" differs from the charge's

  @PP-A02 @moves-money @control
  Scenario: A charge that was given back is in a published state
    Given an accepted charge
    And the charge is approved at the provider
    And a refund of "10.00" with status "PENDING or REFUNDED"
    And the refund is settled at the provider
    When the merchant asks for the charge
    Then the field "status" is one of "CAPTURED, REFUND_PROCESSING, REFUNDED"

  @PP-A04 @control
  Scenario: A discarded charge stays discarded
    Given an accepted charge
    And the charge is abandoned at the provider
    When the merchant asks for the charge
    And the answer has status "DISCARDED"
    And the merchant asks for the charge
    Then the field "status" is "DISCARDED"

  @PP-A04 @control
  Scenario: A failed charge stays failed
    Given an accepted charge
    And the charge is declined at the provider
    When the merchant asks for the charge
    And the answer has status "FAILED"
    And the merchant asks for the charge
    Then the field "status" is "FAILED"

  @PP-A04 @moves-money @control
  Scenario: A captured charge never waits for its consumer again
    Given an accepted charge
    And the charge is approved at the provider
    And a refund of "1.00" with status "PENDING or REFUNDED"
    When the merchant asks for the charge
    Then the field "status" is none of "AUTHORIZATION_PROCESSING, AUTHORIZATION_ASYNC, AUTHENTICATION_PENDING"

  @PP-A05 @moves-money @control
  Scenario Outline: An approved charge of <amount> is captured as a whole
    Given a charge of "<amount>"
    And the charge is approved at the provider
    When the merchant asks for the charge
    Then the field "status" is "CAPTURED"
    And the field "captures.0.status" is "CAPTURED"
    And the field "captures.0.amount" is "<cents>"
    And the field "captures.1" is absent or null

    Examples:
      | amount   | cents   |
      | 0.50     | 50      |
      | 12.34    | 1234    |
      | 20000.00 | 2000000 |

  @PP-A05 @moves-money @control
  Scenario: A captured charge matches its schema and the reviewed snapshot
    Given an accepted charge
    And the charge is approved at the provider
    When the merchant asks for the charge
    And the answer has status "CAPTURED"
    Then the answer matches its schema
    And the answer matches the snapshot "charge_captured"

  @PP-A05 @moves-money @control
  Scenario: The capture is listed
    Given an accepted charge
    And the charge is approved at the provider
    When the merchant sends a capture_list
    And the answer is accepted
    Then the answer matches its schema
    And the field "data.0.amount" is "1000"

  @PP-A07 @moves-money @control
  Scenario: What was done to a charge is told in cents
    Given a charge of "12.34"
    And the charge is approved at the provider
    And a refund of "0.07" with status "PENDING or REFUNDED"
    When the merchant asks for the charge
    And the answer is accepted
    Then the field "authorizations.0.amount" is "1234"
    And the field "refunds.0.amount" is "7"
    And the field "currency" is "USD"

  @PP-A07
  Scenario: The authorizations of a charge are listed
    Given a charge of "12.34"
    When the merchant sends an authorization_list
    And the answer is accepted
    And the answer tells "data.0.amount"
    Then the answer matches its schema
    And the field "data.0.amount" is "1234"

  @PP-A19 @moves-money @control
  Scenario: A captured charge is not voided
    Given an accepted charge
    And the charge is approved at the provider
    When the merchant sends a void
    Then the request is refused

  @PP-A20 @moves-money @control
  Scenario Outline: After a capture of <first>, one of <second> exceeds a charge of 10.00
    When the merchant sends a new charge with "autoCapture" set to the JSON "false"
    And the answer is accepted
    And the charge is approved at the provider
    And the merchant asks for the charge
    And the answer has status "CAPTURE_PENDING"
    And the merchant sends a capture of "<first>"
    And the answer is accepted
    And the merchant sends a capture of "<second>"
    Then the request is refused

    Examples:
      | first | second |
      | 6.00  | 4.01   |
      | 10.00 | 0.01   |

  @PP-A20 @moves-money @control
  Scenario: A capture is found with its schema
    When the merchant sends a new charge with "autoCapture" set to the JSON "false"
    And the answer is accepted
    And the charge is approved at the provider
    And the merchant sends a capture of "6.00"
    And the answer is accepted
    And the merchant asks for the capture
    And the answer is accepted
    Then the answer matches its schema
    And the field "amount" is "600"

  @PP-A26
  Scenario: A charge is found by the merchant's reference
    Given an accepted charge
    When the merchant sends a search
    And the answer is accepted
    Then the field "data.0.id" is "id" of the charge
    And the field "data.1" is absent or null

  @PP-A38 @moves-money @control
  Scenario: A charge that was captured automatically is not captured again
    Given an accepted charge
    And the charge is approved at the provider
    When the merchant asks for the charge
    And the answer has status "CAPTURED"
    And the merchant sends a capture of "0.50"
    Then the request is refused

  @PP-A40 @moves-money @control
  Scenario: A charge with captures of its own waits for them
    When the merchant sends a new charge with "autoCapture" set to the JSON "false"
    And the answer is accepted
    And the charge is approved at the provider
    And the merchant asks for the charge
    Then the field "status" is "CAPTURE_PENDING"

  @PP-A40 @moves-money @control
  Scenario: A capture makes the charge captured
    When the merchant sends a new charge with "autoCapture" set to the JSON "false"
    And the answer is accepted
    And the charge is approved at the provider
    And the merchant sends a capture of "10.00"
    And the answer is accepted
    And the merchant asks for the charge
    Then the field "status" is "CAPTURED"

  @PP-A48 @moves-money @control
  Scenario: The states of a paid charge follow each other
    Given an accepted charge
    And the charge is approved at the provider
    When the merchant asks for the charge
    And the merchant asks for the charge
    Then the states of the charge follow each other as published

  @PP-A48 @control
  Scenario: The states of an unpaid charge follow each other
    Given an accepted charge
    And the charge is declined at the provider
    When the merchant asks for the charge
    And the merchant asks for the charge
    Then the states of the charge follow each other as published

  @PP-A48 @moves-money @control @separate_captures
  Scenario: The states of a voided charge follow each other
    When the merchant sends a new charge with "autoCapture" set to the JSON "false"
    And the answer is accepted
    And the charge is approved at the provider
    And the merchant asks for the charge
    And the merchant sends a void of "10.00"
    And the answer is accepted
    And the merchant asks for the charge
    Then the states of the charge follow each other as published

  # The checkout page, as the customer sees it.

  @PP-C03
  Scenario: A payment that is not decided is neither paid nor failed
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the customer opens the order again
    Then the order is shown as neither paid nor failed
    When the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid

  @PP-C04
  Scenario Outline: A payment that ended as <ending> is told, and can be tried again
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "<ending>"
    And the customer comes back from Amazon
    Then the order is shown as failed, with a way to try again

    Examples:
      | ending               |
      | INSUFFICIENT_FUNDS   |
      | CANCELED_BY_CONSUMER |
      | DISCARDED            |

  # The merchant's backend.

  @PP-B03
  Scenario: Every try has a key of its own
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "INSUFFICIENT_FUNDS"
    And the customer comes back from Amazon
    And the customer tries again
    Then the "Request-Idempotency-Key" of a charge is used again only to repeat it

  @PP-B05
  Scenario: The charge is of what the order costs, in cents
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    Then the charge is of the amount that the customer saw

  @PP-B09
  Scenario: Every try has a reference of its own
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "INSUFFICIENT_FUNDS"
    And the customer comes back from Amazon
    And the customer tries again
    Then every charge has a "merchantPaymentChargeReference" of its own

  @PP-B14 @clock
  Scenario: What is captured automatically is left alone
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge leaves the capture to the provider: no "autoCapture", or "separate_captures" is not claimed
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And 3600 seconds pass at the shop
    Then no capture and no void is sent

  @PP-D08
  Scenario: An order is paid when its charge is captured
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    Then the order is paid, and a status of "CAPTURED" came before

  @PP-D08
  Scenario Outline: A charge that is <status> releases nothing
    Given the customer "eligible" at the checkout
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the customer starts another order
    And the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the provider misreports "status" as "<status>"
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the merchant acted on the return
    Then the order is not shown as paid

    Examples:
      | status              |
      | AUTHORIZATION_ASYNC |
      | CAPTURE_PENDING     |
      | CAPTURE_PROCESSING  |

  @PP-D08
  Scenario: A webhook of an authorisation releases nothing
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the notification "PAYMENT_CHARGE_AUTHORIZATION_SUCCEEDED" of the charge arrives
    And the customer opens the order again
    Then the order is not shown as paid
    When the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid

  @PP-D13
  Scenario Outline: A charge whose <member> is not the order's releases nothing
    Given the customer "eligible" at the checkout
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the customer starts another order
    And the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the provider misreports "<member>" as "<value>"
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the merchant acted on the return
    Then the order is not shown as paid

    Examples:
      | member   | value                        |
      | currency | EUR                          |
      | id       | charge_of_somebody_else00000 |

  @PP-D13
  Scenario: A charge of another amount releases nothing
    Given the customer "eligible" at the checkout
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the customer starts another order
    And the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the provider misreports "authorizations.0.amount" as "100"
    And the provider misreports "captures.0.amount" as "100"
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the merchant acted on the return
    Then the order is not shown as paid

  @PP-D13
  Scenario: A webhook of another amount releases nothing
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the notification "PAYMENT_CHARGE_CAPTURE_SUCCEEDED" of the charge arrives with "data.amount.value" set to "1"
    And the customer opens the order again
    Then the order is not shown as paid
    When the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
