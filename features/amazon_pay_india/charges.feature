Feature: Charges
  A charge with enough credit is captured at once; otherwise the customer finishes it elsewhere, or it fails.

  @APL-A06 @moves-money
  Scenario Outline: A charge is answered with its own <member>
    Given an eligible customer
    And an accepted charge of "100.00"
    When the answer is accepted
    Then the field "<member>" repeats the request's

    Examples:
      | member       |
      | merchantId   |
      | chargeId     |
      | currencyCode |

  @APL-A06 @moves-money
  Scenario Outline: A charge of <amount> is answered with that amount
    Given an eligible customer
    When the merchant charges "<amount>"
    And the answer is accepted
    Then the field "requestedAmount" is the amount "<amount>"
    And the field "amazonChargeId" is not empty

    Examples:
      | amount  |
      | 0.01    |
      | 1.0     |
      | 100.00  |
      | 1499.50 |

  @APL-A06 @moves-money
  Scenario: The answer to a charge matches its schema and the reviewed snapshot
    Given an eligible customer
    When the merchant charges "100.00"
    And the answer has status "CaptureApproved"
    Then the answer matches its schema
    And the answer matches the snapshot "charge_captured"

  @APL-A07 @moves-money
  Scenario Outline: The charge of a customer who is <persona> has a listed status
    Given a <persona> customer
    When the merchant charges "100.00"
    And the answer is accepted
    Then the field "status" is one of "CapturePending, CaptureApproved, Failed, Pending, Approved, Declined"

    Examples:
      | persona              |
      | eligible             |
      | needs_authentication |
      | declined             |

  @APL-A08 @moves-money
  Scenario Outline: A charge of <amount> with enough credit is captured at once
    Given an eligible customer
    And accepted instruments for "<amount>"
    And the field "amazonPayLater.enabled" says "true"
    And the field "amazonPayLater.availableCredit" covers "<amount>"
    When the merchant charges "<amount>"
    And the answer is accepted
    Then the field "status" is "CaptureApproved"

    Examples:
      | amount |
      | 0.01   |
      | 100.00 |
      | 249.99 |

  @APL-A09 @moves-money
  Scenario: A pending charge tells where the customer finishes it
    Given a needs_authentication customer
    When the merchant charges "100.00"
    And the answer has status "CapturePending"
    Then the field "amazonPayUrl" is an https address

  @APL-A10 @moves-money
  Scenario: A charge above the limit is never captured
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And accepted instruments for "1.00"
    And accepted instruments for "1.00" more than the field "amazonPayLater.availableCredit"
    And the field "amazonPayLater.enabled" says "false"
    When the merchant charges the "amount" of the accepted instruments
    Then the charge is refused or has the status "Declined or Failed", never "CaptureApproved"
    When the merchant asks for the charge, unless the request was refused
    Then the charge has not become "CaptureApproved"

  @APL-A11 @moves-money
  Scenario: A captured charge stays captured
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    When the merchant asks for the status of the charge by "MerchantTxnId"
    And the answer is accepted
    And the merchant asks for the status of the charge by "MerchantTxnId"
    Then the field "status" equals the charge's

  @APL-A11 @moves-money
  Scenario: A declined charge stays declined
    Given a declined customer
    And a charge of "100.00" with status "Declined or Failed"
    When the merchant asks for the status of the charge by "MerchantTxnId"
    And the answer is accepted
    And the merchant asks for the status of the charge by "MerchantTxnId"
    Then the field "status" equals the charge's

  @APL-A11 @moves-money @control
  Scenario: A charge that was never finished fails, and stays failed
    Given a needs_authentication customer
    And a charge of "100.00" with status "CapturePending"
    When 16 minutes pass
    And the merchant asks for the status of the charge by "MerchantTxnId"
    And the answer has status "Declined or Failed"
    And the merchant asks for the status of the charge by "MerchantTxnId"
    Then the field "status" equals the charge_status's

  @APL-A12 @moves-money
  Scenario Outline: A charge is found by its <kind>
    Given an eligible customer
    And an accepted charge of "100.00"
    When the merchant asks for the status of the charge by "<kind>"
    Then the request is accepted
    And the field "<member>" equals the charge's

    Examples:
      | kind          | member         |
      | MerchantTxnId | chargeId       |
      | MerchantTxnId | amazonChargeId |
      | AmazonTxnId   | chargeId       |
      | AmazonTxnId   | amazonChargeId |

  @APL-A12 @moves-money
  Scenario Outline: A charge that is found by its <kind> is of the amount that was charged
    Given an eligible customer
    And an accepted charge of "149.90"
    When the merchant asks for the status of the charge by "<kind>"
    Then the request is accepted
    And the field "requestedAmount" is the amount "149.90", if it is told

    Examples:
      | kind          |
      | MerchantTxnId |
      | AmazonTxnId   |

  @APL-A12 @moves-money
  Scenario: The status of a charge matches its schema and the reviewed snapshot
    Given an eligible customer
    And an accepted charge of "100.00"
    When the merchant asks for the status of the charge by "MerchantTxnId"
    And the answer has status "CaptureApproved"
    Then the answer matches its schema
    And the answer matches the snapshot "charge_status_captured"

  @APL-A26 @moves-money
  Scenario Outline: The charge of a customer who is <persona> is never captured
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And a <persona> customer
    When the merchant charges "100.00"
    Then the charge is refused with 400 "InsufficientFunds" or has the status "Declined or Failed", never "CaptureApproved"
    When the merchant asks for the charge, unless the request was refused
    Then the charge has not become "CaptureApproved"

    Examples:
      | persona             |
      | insufficient_credit |
      | declined            |

  @APL-A28 @moves-money
  Scenario: A charge id is used once
    Given an eligible customer
    And an accepted charge of "100.00"
    When the merchant sends the same charge again
    Then the answer is 400 "DuplicateChargeId"

  @APL-A28 @moves-money
  Scenario: A charge id is used once, whatever the amount
    Given an eligible customer
    And an accepted charge of "100.00"
    When the merchant sends the same charge again with "amount" set to "50.00"
    Then the answer is 400 "DuplicateChargeId"

  @APL-A28 @moves-money
  Scenario: The id of a declined charge is used, too
    Given a declined customer
    And a charge of "100.00" with status "Declined or Failed"
    When the merchant sends the same charge again
    Then the answer is 400 "DuplicateChargeId"

  # The checkout page, as the customer sees it.

  @APL-C13
  Scenario: A captured charge ends at the shop
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "CaptureApproved"
    Then the customer stays at the shop

  @APL-C14
  Scenario: A customer who has to authenticate is sent to the address that the provider gave
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    Then the customer is sent to "amazonPayUrl" of the charge

  @APL-C15
  Scenario Outline: A charge that fails for <code> is told and can be tried again
    Given the provider refuses charges with "<code>"
    And the customer "eligible" at the checkout
    When the customer pays
    And the charge was refused with "<code>"
    Then the order is shown as failed, with a way to try again

    Examples:
      | code              |
      | InsufficientFunds |

  @APL-C15
  Scenario: A charge that is declined is told and can be tried again
    Given the customer "declined" at the checkout
    When the customer pays
    And the charge was answered "Declined"
    Then the order is shown as failed, with a way to try again

  # The merchant's backend.

  @APL-B11
  Scenario: Every try has a new id
    Given the provider refuses charges with "InsufficientFunds"
    And the customer "eligible" at the checkout
    When the customer pays
    And the charge was refused with "InsufficientFunds"
    And the provider accepts charges again
    And the customer tries again
    Then every charge has a "chargeId" of its own

  @APL-B18 @serial
  Scenario: The status is asked by an id that was charged
    Given the customer "eligible" at the checkout
    When the customer pays
    And the merchant asked for the status
    Then every status is asked of what was sent

  @APL-B18 @clock
  Scenario: The status of a pending charge is asked by its own id
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And 60 seconds pass at the shop
    And the merchant asked for the status
    Then every status is asked of what was sent

  @APL-D04
  Scenario: An order is paid when the status says so
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "CaptureApproved"
    Then the order is paid, and a status of "CaptureApproved" came before

  @APL-D04
  Scenario: A declined charge is not paid
    Given the customer "eligible" at the checkout
    When the customer pays
    And the order is shown as paid
    And the customer "declined" is at the checkout
    And the customer pays
    And the charge was answered "Declined"
    Then the order is not shown as paid

  @APL-D04
  Scenario: A charge that is declined in the end is not paid
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    And the payment ends as "CaptureApproved"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the customer "needs_authentication" is at the checkout
    And the customer pays
    And the charge was answered "CapturePending"
    And the payment ends as "Declined"
    And the customer comes back from Amazon
    And the status was answered "Declined"
    Then the order is not shown as paid

  @APL-D04
  Scenario: An order is not paid while nobody can ask for its status
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    And the payment ends as "CaptureApproved"
    And the provider fails whatever the shop asks
    And the customer opens the order again
    Then the order is not shown as paid
    When the provider works again
    And the customer comes back from Amazon
    And the order is shown as paid

  @APL-D05
  Scenario Outline: The result <result> of the way back decides nothing
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    And the customer comes back from Amazon with the result "<result>"
    Then the order is shown as neither paid nor failed
    When the payment ends as "CaptureApproved"
    And the customer comes back from Amazon
    And the order is shown as paid

    Examples:
      | result          |
      | RESULT_OK       |
      | RESULT_CANCELED |

  @APL-D07
  Scenario: A pending charge is neither paid nor failed
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    And the customer opens the order again
    Then the order is shown as neither paid nor failed

  @APL-D07
  Scenario: A charge whose status is Pending is neither paid nor failed
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    And the provider misreports "status" as "Pending"
    And the customer comes back from Amazon
    And the status was answered "Pending"
    Then the order is shown as neither paid nor failed

  @APL-D07
  Scenario: A pending charge is asked for until it is final
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    Then the status is asked within 120 seconds

  @APL-D08 @clock
  Scenario: The questions become rarer
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    And 300 seconds pass at the shop
    Then the status is asked at growing intervals

  @APL-D11
  Scenario Outline: A status whose <member> is not the order's releases nothing
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    And the provider misreports "<member>" as "<value>"
    And the provider misreports "<other>" as "<value>"
    And the payment ends as "CaptureApproved"
    And the customer comes back from Amazon
    And the status was answered "CaptureApproved"
    Then the order is not shown as paid

    # Which of the two amounts is compared is not published.
    Examples:
      | member          | other          | value              |
      | requestedAmount | approvedAmount | 1.00               |
      | currencyCode    | currencyCode   | USD                |
      | chargeId        | chargeId       | anothers-charge-id |
