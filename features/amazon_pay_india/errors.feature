Feature: Refusals
  Every refusal is answered with the published HTTP status and code, and nothing else is refused.

  @APL-A16
  Scenario Outline: A refused <operation> is answered with a code and a message
    Given an eligible customer
    And an accepted <operation>
    When the merchant sends a new <operation> signed with another secret
    Then the refusal matches its schema

    Examples:
      | operation   |
      | instruments |

    @moves-money
    Examples:
      | operation |
      | charge    |

  @APL-A17 @moves-money
  Scenario Outline: A charge with the <member> "<value>" is refused
    Given an eligible customer
    And an accepted charge
    When the merchant sends a new charge with "<member>" set to "<value>"
    Then the answer is 400 "InvalidArguments"

    Examples:
      | member                        | value        |
      | amount                        | 0            |
      | amount                        | 0.00         |
      | amount                        | -1.00        |
      | amount                        | ten          |
      | amount                        | 1,000.00     |
      | amount                        | 10.001       |
      | amount                        |              |
      | intent                        | Authorize    |
      | intent                        |              |
      | currencyCode                  | USD          |
      | currencyCode                  | RUPEES       |
      | chargeId                      | order 1      |
      | chargeId                      | order#1      |
      | chargeId                      |              |
      | selectedPaymentInstrumentType | Cash         |

  @APL-A17 @moves-money
  Scenario Outline: A charge without <member> is refused
    Given an eligible customer
    And an accepted charge
    When the merchant sends a new charge without "<member>"
    Then the answer is 400 "InvalidArguments"

    Examples:
      | member       |
      | amount       |
      | chargeId     |
      | currencyCode |
      | intent       |

  @APL-A17 @moves-money
  Scenario: A charge id is at most 50 characters long
    Given an eligible customer
    When the merchant sends a new charge with "chargeId" of 50 characters
    And the answer is accepted
    And the merchant sends a new charge with "chargeId" of 51 characters
    Then the answer is 400 "InvalidArguments"

  @APL-A17 @moves-money
  Scenario: A refund id is at most 32 characters long
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    When the merchant sends a new refund with "refundId" of 32 characters
    And the answer is accepted
    And the merchant sends a new refund with "refundId" of 33 characters
    Then the answer is 400 "InvalidArguments"

  @APL-A17 @moves-money
  Scenario Outline: A refund with the <member> "<value>" is refused
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And a refund of "1.00" with status "Approved or Pending"
    When the merchant sends a new refund with "<member>" set to "<value>"
    Then the answer is 400 "InvalidArguments"

    Examples:
      | member       | value     |
      | amount       | 0.00      |
      | amount       | -1.00     |
      | amount       | one       |
      | amount       | 1.001     |
      | refundId     | refund 1  |
      | chargeIdType | OrderId   |
      | currencyCode | USD       |

  @APL-A17 @moves-money
  Scenario: The kind of a transaction id is one of the published two
    Given an eligible customer
    And an accepted charge
    And an accepted charge_status
    When the merchant sends a new charge_status with "txnIdType" set to "OrderId"
    Then the answer is 400 "InvalidArguments"

  @APL-A20
  Scenario: The merchant id must be that of the header: instruments
    Given an eligible customer
    And an accepted instruments
    When the merchant sends a new instruments with "merchantId" set to "A00NOTTHEHEADER"
    Then the answer is 400 "MerchantIdMismatch", or cannot be told from "InvalidMerchantId, AuthorizationFailed"

  @APL-A20 @moves-money
  Scenario Outline: The merchant id must be that of the header: <operation>
    Given an eligible customer
    And an accepted charge
    And an accepted <operation>
    When the merchant sends a new <operation> with "merchantId" set to "A00NOTTHEHEADER"
    Then the answer is 400 "MerchantIdMismatch", or cannot be told from "<others>"

    Examples:
      | operation     | others                                                  |
      | charge        | InvalidMerchantId, AuthorizationFailed                  |
      | charge_status | InvalidMerchantId, AuthorizationFailed, InvalidChargeId |
      | refund        | InvalidMerchantId, AuthorizationFailed, InvalidChargeId |

  @APL-A21
  Scenario: An unknown merchant is refused
    Given an eligible customer
    And an accepted instruments
    When the merchant sends a new instruments as the merchant "A00UNKNOWN0000"
    Then the answer is 400 "InvalidMerchantId", or cannot be told from "AuthorizationFailed, MerchantIdMismatch"

  @APL-A22 @moves-money
  Scenario: An unknown charge is refused: status
    Given an eligible customer
    And an accepted charge
    And an accepted charge_status
    When the merchant sends a new charge_status with "txnId" set to "never-charged-1"
    Then the answer is 400 "InvalidChargeId"

  @APL-A22 @moves-money
  Scenario: An unknown charge is refused: refund
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And a refund of "1.00" with status "Approved or Pending"
    When the merchant sends a new refund with "chargeId" set to "never-charged-1"
    Then the answer is 400 "InvalidChargeId"

  @APL-A23 @moves-money
  Scenario: An unknown refund is refused
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And a refund of "1.00" with status "Approved or Pending"
    And an accepted refund_status
    When the merchant sends a new refund_status with "txnId" set to "never-refunded-1"
    Then the answer is 400 "InvalidRefundId", or cannot be told from "InvalidChargeId"

  @APL-A24 @moves-money
  Scenario: A callback that is not safelisted is refused
    Given an eligible customer
    And an accepted charge
    When the merchant sends a new charge with "callbackUrl" set to "https://elsewhere.example/return"
    Then the answer is 400 "InvalidCallbackUrl"

  @APL-A25 @moves-money
  Scenario: A customer without KYC is not charged
    Given an eligible customer
    And an accepted charge
    And a not_kyc customer
    When the merchant charges "100.00"
    Then the answer is 400 "NonKYCAccount"

  @APL-A27 @moves-money
  Scenario: A customer beyond the load limit is not charged
    Given an eligible customer
    And an accepted charge
    And a load_limited customer
    When the merchant charges "100.00"
    Then the answer is 400 "InsufficientLoadLimit"

  @APL-A32
  Scenario Outline: A request signed <seconds> seconds ago with a validity of 900 has expired
    Given an eligible customer
    And an accepted instruments
    When the merchant sends a new instruments signed <seconds> seconds ago
    Then the answer is 401 "AuthorizationExpired"

    Examples:
      | seconds |
      | 1800    |
      | 86400   |

  # Nothing is published of how far clocks may differ: nine minutes beyond the validity are more than is usual.
  @APL-A32
  Scenario: A request is valid as long as it says itself
    Given an eligible customer
    When the merchant sends a new instruments signed 600 seconds ago
    And the answer is accepted
    And the merchant sends a new instruments signed 600 seconds ago with "x-amz-expires" set to "60"
    Then the answer is 401 "AuthorizationExpired"

  @APL-A32 @moves-money
  Scenario: A late charge has expired
    Given an eligible customer
    And an accepted charge
    When the merchant sends a new charge signed 1800 seconds ago
    Then the answer is 401 "AuthorizationExpired"

  @APL-A33
  Scenario Outline: Instruments whose <part> was not the signed one are refused
    Given an eligible customer
    And an accepted instruments
    When the merchant sends a new instruments whose <part> differs from the signed one
    Then the answer is 401 "AuthorizationFailed"

    Examples:
      | part   |
      | method |
      | host   |
      | path   |
      | query  |
      | header |

  @APL-A33 @moves-money
  Scenario Outline: A charge whose <part> was not the signed one is refused
    Given an eligible customer
    And an accepted charge
    When the merchant sends a new charge whose <part> differs from the signed one
    Then the answer is 401 "AuthorizationFailed"

    Examples:
      | part   |
      | method |
      | host   |
      | path   |
      | header |
      | body   |

  @APL-A33 @moves-money
  Scenario Outline: A new <operation> signed with another secret is refused
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    And an accepted charge_status
    And a refund of "1.00" with status "Approved or Pending"
    When the merchant sends a new <operation> signed with another secret
    Then the answer is 401 "AuthorizationFailed"

    Examples:
      | operation     |
      | charge        |
      | charge_status |
      | refund        |

  @APL-A33
  Scenario: A signature made with another secret is refused
    Given an eligible customer
    And an accepted instruments
    When the merchant sends a new instruments signed with another secret
    Then the answer is 401 "AuthorizationFailed"

  @APL-S20
  Scenario: The older spelling of the Authorization header is accepted
    Given an eligible customer
    And an accepted instruments
    And a new instruments signed with another secret is refused
    When the merchant sends a new instruments whose Authorization says "AMZ " instead of "AMZ+"
    Then the request is accepted

  @APL-A34
  Scenario: A stale token is refused
    Given an eligible customer
    And an accepted instruments
    And a stale customer
    When the merchant asks for the instruments for "100.00"
    Then the answer is 403 "InvalidAccessToken"

  @APL-A34
  Scenario: The token of another merchant's customer is refused
    Given an eligible customer
    And an accepted instruments
    And a foreign customer
    When the merchant asks for the instruments for "100.00"
    Then the answer is 403 "InvalidAccessToken"

  @APL-A34
  Scenario Outline: The malformed token "<token>" is refused
    Given an eligible customer
    And an accepted instruments
    When the merchant sends a new instruments with "accessToken" set to "<token>"
    Then the answer is 403 "InvalidAccessToken"

    Examples:
      | token               |
      | Atza\|never-issued  |
      | never-issued        |

  @APL-A34 @moves-money
  Scenario: A charge with a stale token is refused
    Given an eligible customer
    And an accepted charge
    And a stale customer
    When the merchant charges "100.00"
    Then the answer is 403 "InvalidAccessToken"

  @APL-A35 @control
  Scenario: A fault of the provider is told as such
    Given an eligible customer
    And an accepted instruments
    When the provider has an outage
    And the merchant asks for the instruments for "100.00"
    Then the answer is 500 "InternalServerError"

  @APL-A36
  Scenario: A refusal for the signature has the published message
    Given an eligible customer
    And an accepted instruments
    When the merchant sends a new instruments signed with another secret
    Then the message of "AuthorizationFailed" is "Specified signature is invalid."

  @APL-A36
  Scenario: A refusal for the merchant id has the published message
    Given an eligible customer
    And an accepted instruments
    When the merchant sends a new instruments with "merchantId" set to "A00NOTTHEHEADER"
    Then the message of "MerchantIdMismatch" is "Specified merchant id does not match with x-amz-client-id header value."

  @APL-A36
  Scenario: A refusal for the token has the published message
    Given an eligible customer
    And an accepted instruments
    When the merchant sends a new instruments with "accessToken" set to "never-issued"
    Then the message of "InvalidAccessToken" is "Merchant is not authorized. The access token may be either malformed or unusable."

  # The merchant's backend.

  @APL-B19
  Scenario: A refused token is renewed
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    When the provider revokes the tokens
    And the customer starts another order
    And a token was refused
    Then the merchant asks for a new token and tries again

  @APL-B19 @last
  Scenario: A customer whose renewed token is refused, too, is asked to link again
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    When the provider revokes the tokens for good
    And the customer starts another order
    And a token was refused
    Then the customer is asked to link the account again

  @APL-B22
  Scenario: A fault of the provider decides nothing
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    When the provider fails whatever the shop asks
    And the customer pays
    And the charge was refused with "InternalServerError"
    Then the order is shown as neither paid nor failed

  @APL-B23 @clock
  Scenario: A token that is an hour old is not sent
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    When 3660 seconds pass at the shop
    And the customer starts another order
    And the merchant asked for the instruments
    Then no token was refused
