Feature: Refunds
  A captured charge is refunded in whole or in parts, never beyond what was charged.

  @APL-A13 @moves-money
  Scenario: A refund is answered with its ids and its amount
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    When the merchant refunds "100.00"
    Then the answer is 200 or 201
    And the field "refundId" repeats the request's
    And the field "amazonRefundId" is not empty
    And the field "amount" is the amount "100.00"

  @APL-A13 @moves-money
  Scenario: The answer to a refund matches its schema and the reviewed snapshot
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    When the merchant refunds "100.00"
    Then the answer matches its schema
    And the answer matches the snapshot "refund_approved", if it has the status "Approved"

  @APL-A13 @moves-money
  Scenario: A charge is refunded by the provider's own id
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    When the merchant refunds "100.00" of the charge by "AmazonTxnId"
    Then the answer is 200 or 201
    And the field "amount" is the amount "100.00"

  @APL-A14 @moves-money
  Scenario: A refund has a listed status
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    When the merchant refunds "40.00"
    And the answer is accepted
    Then the field "status" is one of "Pending, Approved, Declined"

  @APL-A14 @moves-money
  Scenario: An approved refund stays approved
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And a refund of "40.00" with status "Approved"
    When the merchant asks for the status of the refund by "MerchantTxnId"
    Then the field "status" is "Approved"

  @APL-A14 @moves-money
  Scenario Outline: A refund is found by its <kind>, with its schema
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And a refund of "40.00" with status "Approved or Pending"
    When the merchant asks for the status of the refund by "<kind>"
    And the answer is accepted
    Then the answer matches its schema
    And the field "status" is one of "Pending, Approved, Declined"

    Examples:
      | kind          |
      | MerchantTxnId |
      | AmazonTxnId   |

  @APL-A15 @moves-money
  Scenario Outline: A part of <part> of a charge of 100.00 is refunded
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    When the merchant refunds "<part>"
    Then the request is accepted with the status "Approved or Pending"

    Examples:
      | part  |
      | 0.01  |
      | 99.99 |

  @APL-A15 @moves-money
  Scenario: Partial refunds are accepted until the charge is refunded
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And a refund of "40.00" with status "Approved or Pending"
    When the merchant refunds "60.00"
    Then the request is accepted with the status "Approved or Pending"

  @APL-A15 @moves-money
  Scenario Outline: A charge of <charge> is refunded by <first>, <second> and <third>
    Given an eligible customer
    And a charge of "<charge>" with status "CaptureApproved"
    And a refund of "<first>" with status "Approved or Pending"
    And a refund of "<second>" with status "Approved or Pending"
    When the merchant refunds "<third>"
    Then the request is accepted with the status "Approved or Pending"

    Examples:
      | charge | first | second | third |
      | 0.03   | 0.01  | 0.01   | 0.01  |
      | 100.00 | 33.33 | 33.33  | 33.34 |
      | 10.10  | 0.10  | 9.99   | 0.01  |

  @APL-A29 @moves-money
  Scenario: A refund id is used once
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And a refund of "10.00" with status "Approved or Pending"
    When the merchant sends the same refund again
    Then the answer is 400 "DuplicateRefundId"

  @APL-A29 @moves-money
  Scenario: A refund id is used once, whatever the amount
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And a refund of "10.00" with status "Approved or Pending"
    When the merchant sends the same refund again with "amount" set to "20.00"
    Then the answer is 400 "DuplicateRefundId"

  @APL-A30 @moves-money
  Scenario Outline: After a refund of <first>, a refund of <second> exceeds a charge of 100.00
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And a refund of "<first>" with status "Approved or Pending"
    When the merchant refunds "<second>"
    Then the answer is 400 "ExcessRefundAmount"

    Examples:
      | first  | second |
      | 100.00 | 0.01   |
      | 99.99  | 0.02   |
      | 40.00  | 60.01  |
      | 50.00  | 100.00 |

  @APL-A30 @moves-money
  Scenario: One refund above the charged amount is refused
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And a refund of "0.01" with status "Approved or Pending"
    When the merchant refunds "100.01"
    Then the answer is 400 "ExcessRefundAmount"

  @APL-A31 @moves-money
  Scenario Outline: The charge of a customer who is <persona> is not refunded
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And a refund of "10.00" with status "Approved or Pending"
    And a <persona> customer
    And a charge of "100.00" with status "<status>"
    When the merchant refunds "10.00"
    Then the answer is 400 "ChargeNotApproved"

    Examples:
      | persona              | status             |
      | declined             | Declined or Failed |
      | needs_authentication | CapturePending     |

  # The merchant's backend.

  @APL-B12
  Scenario: Every refund has a new id
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And the shop refunds "20.00"
    Then every refund has a "refundId" of its own

  @APL-B16
  Scenario: A charge that failed is not refunded
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And a refund was sent
    And the customer "declined" is at the checkout
    And the customer pays
    And the charge was answered "Declined"
    And the shop is asked to refund "10.00"
    Then no refund of this charge is sent

  @APL-B16
  Scenario: A charge that is pending is not refunded
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And a refund was sent
    And the customer "needs_authentication" is at the checkout
    And the customer pays
    And the charge was answered "CapturePending"
    And the shop is asked to refund "10.00"
    Then no refund of this charge is sent

  @APL-B17
  Scenario: Refunds do not exceed the charge
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "60.00"
    And a refund was sent
    And the shop is asked to refund "60.00"
    Then the refunds sent stay within the charge

  @APL-B17
  Scenario: Refunds that are pending count as well
    Given the provider keeps refunds pending
    And the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "60.00"
    And the refund was answered "Pending"
    And the shop is asked to refund "60.00"
    Then the refunds sent stay within the charge

  @APL-B18 @clock
  Scenario: The status of a pending refund is asked by its own id
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the provider begins to keep refunds pending
    And the shop refunds "10.00"
    And the refund was answered "Pending"
    And 60 seconds pass at the shop
    And the merchant asked for the status
    Then every status is asked of what was sent

  @APL-D10
  Scenario: A pending refund is not reported as done
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "100.00"
    And the refund was answered "Approved"
    And the customer looks at the order
    And the refund is shown as done
    And the provider begins to keep refunds pending
    And the customer starts another order
    And the customer pays
    And the order is shown as paid
    And the shop refunds "100.00"
    And the refund was answered "Pending"
    And the customer looks at the order
    Then the refund is not shown as done

  @APL-D10
  Scenario: A refund that is declined in the end is not reported as done
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "100.00"
    And the refund was answered "Approved"
    And the customer looks at the order
    And the refund is shown as done
    And the provider begins to keep refunds pending
    And the customer starts another order
    And the customer pays
    And the order is shown as paid
    And the shop refunds "100.00"
    And the refund was answered "Pending"
    And the refund ends as "Declined"
    And the notification of the refund arrives
    And the merchant acted on the notification, or asked by itself
    And the customer looks at the order
    Then the refund is not shown as done

  @APL-D10
  Scenario: A refund is done when its status says so
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "100.00"
    And the refund was answered "Approved"
    And the customer looks at the order
    Then the refund is done, and a status of "Approved" came before
