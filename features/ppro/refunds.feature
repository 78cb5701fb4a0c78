Feature: Refunds
  A captured charge is given back in whole or in parts, for six months and never beyond what was captured.

  @PP-A16 @moves-money @control
  Scenario: More than was captured is not given back
    Given a charge of "100.00"
    And the charge is approved at the provider
    When the merchant refunds "100.01"
    Then the request is refused with "EXCEEDS_REFUNDABLE_AMOUNT, EXCEEDS_CAPTURED_AMOUNT, EXCEEDS_REFUND_LIMIT, BAD_REQUEST, UNPROCESSABLE_ENTITY"

  @PP-A16 @moves-money @control
  Scenario Outline: After a refund of <first>, one of <second> exceeds a charge of 100.00
    Given a charge of "100.00"
    And the charge is approved at the provider
    And a refund of "<first>" with status "PENDING or REFUNDED"
    When the merchant refunds "<second>"
    Then the request is refused with "EXCEEDS_REFUNDABLE_AMOUNT, EXCEEDS_CAPTURED_AMOUNT, EXCEEDS_REFUND_LIMIT, BAD_REQUEST, UNPROCESSABLE_ENTITY"

    Examples:
      | first  | second |
      | 60.00  | 40.01  |
      | 100.00 | 0.01   |
      | 0.01   | 100.00 |

  @PP-A17 @moves-money @control
  Scenario Outline: A refund of <part> of a charge of 100.00 is accepted
    Given a charge of "100.00"
    And the charge is approved at the provider
    When the merchant refunds "<part>"
    Then the request is accepted with the status "PENDING or REFUNDED"

    Examples:
      | part   |
      | 0.01   |
      | 99.99  |
      | 100.00 |

  @PP-A17 @moves-money @control
  Scenario: Parts are given back until nothing is left
    Given a charge of "100.00"
    And the charge is approved at the provider
    And a refund of "33.33" with status "PENDING or REFUNDED"
    And a refund of "33.33" with status "PENDING or REFUNDED"
    When the merchant refunds "33.34"
    Then the request is accepted with the status "PENDING or REFUNDED"

  @PP-A17 @moves-money @control
  Scenario: A refund that failed leaves its amount to be given back
    Given a charge of "100.00"
    And the charge is approved at the provider
    And a refund of "100.00" with status "PENDING"
    And the refund is failed at the provider
    When the merchant refunds "100.00"
    Then the request is accepted with the status "PENDING or REFUNDED"

  @PP-A18
  Scenario: A charge that nobody confirmed is not given back
    Given an accepted charge
    When the merchant refunds "1.00"
    Then the request is refused

  @PP-A18 @moves-money @control
  Scenario Outline: A charge that was <ending> is not given back, unlike one that was approved
    Given an accepted charge
    And the charge is approved at the provider
    And a refund of "1.00" with status "PENDING or REFUNDED"
    And an accepted charge
    And the charge is <ending> at the provider
    When the merchant refunds "1.00"
    Then the request is refused

    Examples:
      | ending    |
      | declined  |
      | cancelled |
      | abandoned |

  @PP-A21 @moves-money @control
  Scenario: After six months nothing is given back
    Given a charge of "100.00"
    And the charge is approved at the provider
    And 150 days pass
    And a refund of "10.00" with status "PENDING or REFUNDED"
    When 35 days pass
    And the merchant refunds "10.00"
    Then the request is refused with "REFUND_PERIOD_EXPIRED, BAD_REQUEST, UNPROCESSABLE_ENTITY"

  @PP-A22 @moves-money @control
  Scenario: A refund matches its schema and the reviewed snapshot
    Given an accepted charge
    And the charge is approved at the provider
    When the merchant refunds "10.00"
    And the answer has status "PENDING"
    Then the answer matches its schema
    And the answer matches the snapshot "refund_pending"

  @PP-A22 @moves-money @control
  Scenario: A refund is found in a published state
    Given an accepted charge
    And the charge is approved at the provider
    And a refund of "10.00" with status "PENDING or REFUNDED"
    When the merchant asks for the refund
    And the answer is accepted
    Then the answer matches its schema
    And the field "status" is one of "REFUNDED, PENDING, FAILED"

  @PP-A22 @moves-money @control
  Scenario: A pending refund ends
    Given an accepted charge
    And the charge is approved at the provider
    And a refund of "10.00" with status "PENDING or REFUNDED"
    When 2 days pass
    And the merchant asks for the refund
    Then the field "status" is one of "REFUNDED, FAILED"

  @PP-A22 @moves-money @control
  Scenario: A refund is listed once
    Given an accepted charge
    And the charge is approved at the provider
    And a refund of "10.00" with status "PENDING or REFUNDED"
    When the merchant sends a refund_list
    And the answer is accepted
    Then the answer matches its schema
    And the field "data.0.id" is "id" of the refund
    And the field "data.1" is absent or null

  # The merchant's backend.

  @PP-B13
  Scenario: Refunds do not exceed the charge
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the shop refunds "60.00"
    And a refund was sent
    And the shop is asked to refund "60.00"
    Then the refunds sent stay within the charge

  @PP-B13
  Scenario: A charge that failed is not refunded
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the shop refunds "10.00"
    And a refund was sent
    And the customer starts another order
    And the customer pays
    And the payment ends as "INSUFFICIENT_FUNDS"
    And the customer comes back from Amazon
    And the shop is asked to refund "10.00"
    Then no refund of this charge is sent

  @PP-B13 @clock
  Scenario: After six months no refund is sent
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the shop refunds "10.00"
    And a refund was sent
    And 17280000 seconds pass at the shop
    And the shop is asked to refund "10.00"
    Then no refund with "amount" is sent

  @PP-B18 @clock
  Scenario Outline: A refund that is answered <code> is tried again later
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the provider refuses refunds with "<code>"
    And the shop refunds "10.00"
    And a refund was sent
    And <passing> seconds pass at the shop
    Then the refund is tried again after <least> to <most> seconds, if at all

    Examples:
      | code                       | passing | least | most   |
      | RETRY_REFUND_LATER         | 1900    | 900   | 1800   |
      | REFUND_BLOCKED_TEMPORARILY | 100000  | 86400 | 172800 |

  @PP-B25
  Scenario: Every refund has a reference of its own
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the shop refunds "10.00"
    And the shop refunds "20.00"
    Then every refund has a "merchantRefundReference" of its own

  @PP-B03
  Scenario: A charge and its refunds have keys of their own
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the shop refunds "10.00"
    And the shop refunds "20.00"
    And the merchant asked for the refund
    Then the "Request-Idempotency-Key" of every call is used again only to repeat it

  @PP-D09
  Scenario: A pending refund is not shown as done
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the shop refunds "10.00"
    And the refund was answered "PENDING"
    And the notification of the refund arrives
    And the customer looks at the order
    Then the refund is not shown as done
    When the refund ends as "REFUNDED"
    And the notification of the refund arrives
    And the customer looks at the order
    And the refund is shown as done

  @PP-D09
  Scenario: A refund that fails afterwards is done no more
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the shop refunds "10.00"
    And the refund was answered "PENDING"
    And the refund ends as "REFUNDED"
    And the notification of the refund arrives
    And the customer looks at the order
    And the refund is shown as done
    And the refund ends as "FAILED"
    And the notification of the refund arrives
    And the customer looks at the order
    Then the refund is not shown as done

  @PP-D09 @clock
  Scenario: A refund that was asked for, and fails afterwards, is done no more
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the shop refunds "10.00"
    And the refund was answered "PENDING"
    And the refund ends as "REFUNDED"
    And 120 seconds pass at the shop
    And the customer looks at the order
    And the refund is shown as done
    And the refund ends as "FAILED"
    And the notification of the refund arrives
    And the customer looks at the order
    Then the refund is not shown as done
