Feature: Sessions, orders and their payment
  A session or an order is opened for an amount, and a linked customer pays it with Amazon Pay Later.

  @JP-A01
  Scenario: A session matches its schema and the reviewed snapshot
    Given an eligible customer
    When the merchant sends a session of "100.0"
    And the answer is accepted
    Then the answer matches its schema
    And the answer matches the snapshot "session_new"

  @JP-A01
  Scenario: A session of a guest is opened, too
    When the merchant sends a session of "100.00"
    Then the request is accepted

  @JP-A02
  Scenario Outline: A session repeats the amount <amount> as it was written
    Given an eligible customer
    When the merchant sends a session of "<amount>"
    And the answer is accepted
    Then the field "sdk_payload.payload.amount" is the text "<amount>"

    Examples:
      | amount |
      | 100    |
      | 100.0  |
      | 100.15 |

  @JP-A04 @moves-money
  Scenario: A paid order is CHARGED with 21
    Given an eligible customer
    And an accepted order
    And an accepted txn
    When the merchant asks for the order
    And the answer has status "CHARGED"
    Then the field "status_id" is "21"

  @JP-A04
  Scenario: A new order is CREATED or NEW
    Given an eligible customer
    When the merchant sends an order of "10.00"
    And the answer is accepted
    Then the field "status" is one of "CREATED, NEW"

  @JP-A04
  Scenario: A new order that is asked for is NEW with 10
    Given an eligible customer
    And an accepted order
    When the merchant asks for the order
    And the answer is accepted
    Then the field "status" is "NEW"
    And the field "status_id" is "10"

  @JP-A05 @moves-money
  Scenario: A paid order matches its schema and the reviewed snapshot
    Given an eligible customer
    And an accepted order
    And an accepted txn
    When the merchant asks for the order
    And the answer has status "CHARGED"
    Then the answer matches its schema
    And the answer matches the snapshot "order_charged"

  @JP-A06 @moves-money
  Scenario: A paid order shows that it was paid with Amazon Pay Later
    Given an eligible customer
    And an accepted order
    And an accepted txn
    When the merchant asks for the order
    And the answer has status "CHARGED"
    Then the field "payment_method" is "AMAZONPAYLATER"
    And the field "payment_method_type" is "CONSUMER_FINANCE"
    And the field "txn_detail.gateway" is "AMAZONPAY"

  @JP-A07 @moves-money
  Scenario: A payment has a published flow type
    Given an eligible customer
    And an accepted order
    And an accepted txn
    When the merchant asks for the order
    And the answer has status "CHARGED"
    Then the field "txn_detail.txn_flow_type" is one of "DIRECT_DEBIT, REDIRECT_DEBIT"

  @JP-A23 @control @moves-money
  Scenario: A paid order stays CHARGED when the customer tries to pay again
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And the order is attempted at the provider
    When the merchant asks for the order
    And the answer is accepted
    Then the field "status" is "CHARGED"

  @JP-A23 @control @moves-money
  Scenario: An order that failed first and was paid later is CHARGED
    Given a declined customer
    And an accepted order
    And an accepted txn
    And the order is charged at the provider
    When the merchant asks for the order
    And the answer is accepted
    Then the field "status" is "CHARGED"

  @JP-A28 @moves-money
  Scenario: The ids of a payment are those of its order
    Given an eligible customer
    And an accepted order
    And an accepted txn
    When the merchant asks for the order
    And the answer has status "CHARGED"
    Then the field "txn_id" equals the txn's
    And the field "txn_uuid" equals the txn's

  # The checkout page, as the customer sees it.

  @JP-C07
  Scenario: The payment of a linked customer ends at the shop
    Given the customer "eligible" at the checkout
    When the customer pays
    And the status was answered "CHARGED"
    Then the customer stays at the shop

  @JP-C07
  Scenario: A customer who has to authenticate is sent to the address that Juspay gave
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the merchant asked for the txn
    Then the customer is sent to "payment.authentication.url" of the txn

  @JP-C09
  Scenario Outline: A payment that is <status> is shown as pending
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment comes to "<status>"
    And the customer comes back from Juspay
    Then the order is shown as neither paid nor failed
    When the payment ends as "CHARGED"
    And the customer comes back from Juspay
    And the order is shown as paid

    Examples:
      | status      |
      | PENDING_VBV |
      | AUTHORIZING |

  @JP-C09
  Scenario Outline: A payment that is <status> is shown as failed, with its reason
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment ends as "<status>"
    And the customer comes back from Juspay
    Then the customer reads that the payment is "failed"
    And the customer reads the reason "txn_detail.error_message" of the status

    Examples:
      | status                |
      | JUSPAY_DECLINED       |
      | AUTHENTICATION_FAILED |
      | AUTHORIZATION_FAILED  |

  @JP-C09
  Scenario: A payment that fails at once is shown as failed, with its reason
    Given the customer "declined" at the checkout
    When the customer pays
    And the merchant asked for the status
    Then the customer reads that the payment is "failed"
    And the customer reads the reason "txn_detail.error_message" of the status

  # The merchant's backend.

  @JP-B04
  Scenario: Every order has an id of its own
    Given the customer "declined" at the checkout
    When the customer pays
    And the customer tries again, where the shop lets them
    And the customer starts another order
    And the customer pays
    Then every charge has a "order_id" of its own

  @JP-B05
  Scenario Outline: An order of <amount> rupees is a session of as many
    Given the customer "eligible" at the checkout with an order of "<amount>"
    When the customer pays
    And the merchant sent a charge
    Then the charge is of the amount that the customer saw

    Examples:
      | amount  |
      | 499.00  |
      | 1249.49 |

  @JP-B14
  Scenario: An order is paid when the order status says so
    Given the customer "eligible" at the checkout
    When the customer pays
    And the payment was accepted
    Then the order is paid, and a status of "CHARGED" came before

  @JP-B14
  Scenario Outline: A status whose <member> is <value>, not the order's, releases nothing
    Given the customer "eligible" at the checkout
    When the customer pays
    And the order is shown as paid
    And the customer "needs_authentication" is at the checkout
    And the customer pays
    And the payment was accepted
    And the provider misreports "<member>" as "<value>"
    And the payment ends as "CHARGED"
    And the customer comes back from Juspay
    And the merchant acted on the return
    Then the order is not shown as paid

    Examples:
      | member   | value          |
      | amount   | 1.00           |
      | amount   | 998.00         |
      | order_id | anothers-order |

  @JP-B15
  Scenario Outline: A payment that is <status> is neither paid nor failed
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the payment comes to "<status>"
    And the customer opens the order again
    Then the order is shown as neither paid nor failed
    When the payment ends as "CHARGED"
    And the customer comes back from Juspay
    And the order is shown as paid

    Examples:
      | status         |
      | NEW            |
      | STARTED        |
      | PENDING_VBV    |
      | VBV_SUCCESSFUL |
      | AUTHORIZING    |

  @JP-B15
  Scenario: A pending payment is asked for until it is final
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    Then the status is asked within 120 seconds

  @JP-B15 @clock
  Scenario: The questions become rarer
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And 120 seconds pass at the shop
    Then the status is asked at growing intervals

  @JP-B18
  Scenario: What the session gives for the SDK is handed on as it came
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the merchant asked for the session, as some merchants do
    And the customer opens the order again
    Then the page hands "sdk_payload" of the session on unmodified

  @JP-B19
  Scenario: The order details are signed as they are handed on
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the payment was accepted
    And the customer opens the order again
    Then the text "orderDetails" that the page hands on is signed in "signature" for the key "order_details_key"
