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
