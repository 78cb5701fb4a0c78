Feature: Refunds
  A paid order is refunded in whole or in parts, never beyond what was paid.

  @JP-A08 @moves-money
  Scenario: A new refund is pending
    Given an eligible customer
    And an accepted order
    And an accepted txn
    When the merchant refunds "4.00"
    And the answer is accepted
    Then the field "refunds.0.status" is "PENDING"
    And the field "refunds.0.amount" is the amount "4.00"

  @JP-A08 @moves-money
  Scenario: The order lists a refund as it was asked for
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When the merchant asks for the order
    And the answer is accepted
    Then the field "refunds.0.unique_request_id" is "refunds.0.unique_request_id" of the refund
    And the field "refunds.0.amount" is the amount "4.00"

  @JP-A08 @moves-money
  Scenario: A refund of a payment repeats the id and the amount
    Given an eligible customer
    And an accepted order
    And an accepted txn
    When the merchant sends a txn_refund of "4.00"
    And the answer is accepted
    Then the field "unique_request_id" repeats the request's
    And the field "amount" is the amount "4.00"

  @JP-A05 @moves-money
  Scenario: The answer to a refund matches its schema and the reviewed snapshot
    Given an eligible customer
    And an accepted order
    And an accepted txn
    When the merchant refunds "10.00"
    And the answer is accepted
    Then the answer matches its schema
    And the answer matches the snapshot "refund_pending"

  @JP-A09 @moves-money
  Scenario: Refunds in parts add up to the whole
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When the merchant refunds "6.00"
    And the answer is accepted
    Then the field "amount_refunded" is the amount "10.00"
    And the field "refunded" is "true"

  @JP-A09 @control @moves-money
  Scenario: A refund that failed does not count
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    And the refund is failed at the provider
    When the merchant asks for the order
    And the answer is accepted
    Then the field "amount_refunded" is the amount "0"

  @JP-A10 @moves-money
  Scenario: After a refund less is left
    Given an eligible customer
    And an accepted order
    And an accepted txn
    When the merchant refunds "4.00"
    And the answer is accepted
    Then the field "maximum_eligible_refund_amount" is the amount "6.00"

  @JP-A11 @moves-money
  Scenario: A refund that is sent twice is made once
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When the merchant sends the same refund again
    And the merchant asks for the order
    And the answer is accepted
    Then the field "refunds.1" is absent or null
    And the field "amount_refunded" is the amount "4.00"

  @JP-A11 @control @moves-money
  Scenario: A refund that is sent again later is made once
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When 5 minutes pass
    And the merchant sends the same refund again
    And the merchant asks for the order
    And the answer is accepted
    Then the field "refunds.1" is absent or null
    And the field "amount_refunded" is the amount "4.00"

  @JP-A11 @moves-money
  Scenario: A refund that is sent twice is answered as one
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When the merchant sends the same refund again
    Then the list "refunds" has one entry, or the request is refused with "duplicate.call, REFUND_DUPLICATE_REQUEST"

  @JP-A11 @moves-money
  Scenario: An id that is sent again with another amount adds no refund
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When the merchant sends the same refund again with "amount" set to "2.00"
    And the merchant asks for the order
    And the answer is accepted
    Then the field "refunds.1" is absent or null
    And the field "amount_refunded" is the amount "4.00"

  @JP-A11 @moves-money
  Scenario: A refund of a payment that is sent twice is made once
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a txn_refund of "4.00"
    When the merchant sends the same txn_refund again
    And the merchant asks for the order
    And the answer is accepted
    Then the field "refunds.1" is absent or null
    And the field "amount_refunded" is the amount "4.00"

  @JP-A12 @moves-money
  Scenario: More than is left is not refunded
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When the merchant refunds "6.01"
    Then the answer is 400
    And the request is refused with "invalid.amount.exceeded, INVALID_AMOUNT_REFUND"

  @JP-A12 @moves-money
  Scenario: Zero is not refunded
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When the merchant refunds "0"
    Then the answer is 400
    And the request is refused with "invalid amount, INVALID_AMOUNT"

  @JP-A12 @moves-money
  Scenario: A refund without id is refused
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When the merchant sends a new refund without "unique_request_id"
    Then the answer is 400 "Mandatory fields are missing"

  # One page refuses it, two others give all back that is left.
  @JP-A12 @moves-money
  Scenario: A refund without amount is refused, or gives all back
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When the merchant sends a new refund without "amount"
    Then the answer is 400 "Mandatory fields are missing", or accepted with "amount_refunded" of "10.00"

  @JP-A13 @moves-money
  Scenario: An order that nobody paid is not refunded
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    And an accepted order
    When the merchant refunds "1.00"
    Then the answer is 400
    And the message is "Cannot process unsuccessful order.", or cannot be told from "CANNOT_PROCESS_AUTHORIZED_ORDER"

  @JP-A13 @control @moves-money
  Scenario Outline: An order whose payment is <state> is not refunded
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    And an accepted order
    And the order is <state> at the provider
    When the merchant refunds "1.00"
    Then the answer is 400
    And the message is "Cannot process unsuccessful order.", or cannot be told from "CANNOT_PROCESS_AUTHORIZED_ORDER"

    Examples:
      | state     |
      | attempted |
      | failed    |

  @JP-A20 @control @moves-money
  Scenario Outline: A refund that is <end> stays <status>
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    And the refund is <end> at the provider
    And an accepted order_status
    And the field "refunds.0.status" says "<status>"
    When the merchant asks for the order
    And the answer is accepted
    Then the field "refunds.0.status" is "<status>"

    Examples:
      | end        | status        |
      | settled    | SUCCESS       |
      | failed     | FAILURE       |
      | unresolved | MANUAL_REVIEW |

  @JP-A05 @moves-money
  Scenario: The answer to the refund of a payment matches its schema
    Given an eligible customer
    And an accepted order
    And an accepted txn
    When the merchant sends a txn_refund of "4.00"
    And the answer is accepted
    Then the answer matches its schema

  @JP-A20 @moves-money
  Scenario: A refund of a payment has a published status
    Given an eligible customer
    And an accepted order
    And an accepted txn
    When the merchant sends a txn_refund of "4.00"
    And the answer is accepted
    Then the field "status" is one of "PENDING, SUCCESS, FAILURE, MANUAL_REVIEW"

  @JP-A22 @moves-money
  Scenario Outline: An order of which <amount> is refunded stays CHARGED
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "<amount>"
    When the merchant asks for the order
    And the answer is accepted
    Then the field "status" is "CHARGED"
    And the field "status_id" is "21"

    Examples:
      | amount |
      | 4.00   |
      | 10.00  |

  @JP-A22 @control @moves-money
  Scenario Outline: An order of which <amount> was given back stays CHARGED
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "<amount>"
    And the refund is settled at the provider
    When the merchant asks for the order
    And the answer is accepted
    Then the field "status" is "CHARGED"
    And the field "status_id" is "21"

    Examples:
      | amount |
      | 4.00   |
      | 10.00  |

  @JP-A26 @moves-money
  Scenario: A refund is accepted as multipart form data
    Given an eligible customer
    And an accepted order
    And an accepted txn
    And a refund of "4.00"
    When the merchant sends a new refund with the header "content-type" set to "multipart/form-data"
    Then the request is accepted

  # The merchant's backend.

  @JP-B11
  Scenario: Every refund has a new id
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And the shop refunds "20.00"
    Then every refund has a "unique_request_id" of its own

  @JP-B11
  Scenario: A second refund of the same amount has a new id, too
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And a refund was sent
    And 6 seconds pass at the shop
    And the shop refunds "10.00"
    Then every refund has a "unique_request_id" of its own

  @JP-B12
  Scenario: A payment that failed is not refunded
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And a refund was sent
    And the customer "declined" is at the checkout
    And the customer pays
    And the merchant asked for the status
    And the shop is asked to refund "10.00"
    Then no refund of this charge is sent

  @JP-B12
  Scenario: A payment that is pending is not refunded
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And a refund was sent
    And the customer "needs_authentication" is at the checkout
    And the customer pays
    And the payment was accepted
    And the shop is asked to refund "10.00"
    Then no refund of this charge is sent

  @JP-B12 @clock
  Scenario: An order of more than a year ago is not refunded
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And a refund was sent
    And the refund ends as "SUCCESS"
    And the notification of the refund arrives
    And the customer starts another order
    And the customer pays
    And the order is shown as paid
    And 31622400 seconds pass at the shop
    And the shop is asked to refund "10.00"
    Then no refund of this charge is sent

  @JP-B12
  Scenario: Refunds do not exceed the payment
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "60.00"
    And a refund was sent
    And the shop is asked to refund "50.00"
    Then the refunds sent stay within the charge

  @JP-B12
  Scenario Outline: Refunds do not exceed the payment when one of them is <end>
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "60.00"
    And a refund was sent
    And the refund ends as "<end>"
    And the notification of the refund arrives
    And the shop is asked to refund "50.00"
    Then the refunds sent stay within the charge

    Examples:
      | end           |
      | SUCCESS       |
      | MANUAL_REVIEW |

  @JP-B12
  Scenario: Less than a rupee is not refunded
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And a refund was sent
    And the shop is asked to refund "0.50"
    Then the refund of this charge is sent once

  @JP-B13
  Scenario: The same amount is not refunded twice at once
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And a refund was sent
    And the shop is asked to refund "10.00"
    Then no two refunds of the same amount are sent within 5 seconds

  @JP-B16
  Scenario: A refund that failed is tried again under a new id
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And a refund was sent
    And the refund ends as "FAILURE"
    And the notification of the refund arrives
    And the merchant acted on the notification
    And 6 seconds pass at the shop
    And the shop refunds "10.00"
    Then every refund has a "unique_request_id" of its own

  @JP-B16
  Scenario: A refund that a person reviews is not sent again
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the notification of the charge arrives
    And the shop refunds "10.00"
    And a refund was sent
    And the refund ends as "MANUAL_REVIEW"
    And the notification of the refund arrives
    Then the refund of this charge is not sent again within 120 seconds
