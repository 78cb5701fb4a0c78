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
