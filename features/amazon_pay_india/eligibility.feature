Feature: Eligibility and its reasons
  Get Instruments tells the merchant whether a customer may pay with Amazon Pay Later, and if not, why.

  @APL-A01
  Scenario Outline: The instruments of a customer who is <persona> have the published shape
    Given a <persona> customer
    When the merchant asks for the instruments for "1000.00"
    Then the answer is 200
    And the answer matches its schema

    Examples:
      | persona                           |
      | eligible                          |
      | needs_authentication              |
      | declined                          |
      | not_kyc                           |
      | load_limited                      |
      | unregistered                      |
      | kyc_expired                       |
      | unavailable                       |
      | standing_instruction_exceeded     |
      | one_month_installment_unavailable |
      | insufficient_credit               |

  @APL-A01
  Scenario: The instruments of an eligible customer equal the reviewed snapshot
    Given an eligible customer
    When the merchant asks for the instruments for "1000.00"
    Then the answer matches its schema
    And the answer matches the snapshot "instruments_eligible"

  @APL-A01
  Scenario: The instruments of an ineligible customer equal the reviewed snapshot
    Given a kyc_expired customer
    When the merchant asks for the instruments for "1000.00"
    Then the answer matches its schema
    And the answer matches the snapshot "instruments_kyc_expired"

  @APL-A02
  Scenario Outline: An eligible customer has no <member>
    Given an eligible customer
    And accepted instruments for "1000.00"
    When the field "amazonPayLater.enabled" says "true"
    Then the field "amazonPayLater.<member>" is absent or null

    Examples:
      | member              |
      | ineligibilityCode   |
      | ineligibilityReason |

  @APL-A04
  Scenario Outline: A customer who is <persona> is told why
    Given a <persona> customer
    And accepted instruments for "1000.00"
    When the field "amazonPayLater.enabled" says "false"
    Then the field "amazonPayLater.ineligibilityCode" is not empty
    And the field "amazonPayLater.ineligibilityReason" is not empty

    Examples:
      | persona                           |
      | unregistered                      |
      | kyc_expired                       |
      | unavailable                       |
      | standing_instruction_exceeded     |
      | one_month_installment_unavailable |
      | insufficient_credit               |

  @APL-A05
  Scenario: Without an amount nobody is eligible
    Given an eligible customer
    And accepted instruments for "1000.00"
    And the field "amazonPayLater.enabled" says "true"
    When the merchant sends a new instruments without "amount"
    Then the field "amazonPayLater.enabled" is "false"

  @APL-A18
  Scenario Outline: The instrument type <type> is unknown
    Given an eligible customer
    And accepted instruments for "1000.00"
    When the merchant sends a new instruments with "instrumentTypes" set to "<type>"
    Then the answer is 400 "InvalidArguments"

    Examples:
      | type         |
      | Cash         |
      | amazonpay    |
      | AmazonPayEMI |

  @APL-A19
  Scenario Outline: Instruments for the amount <amount> are refused
    Given an eligible customer
    And accepted instruments for "0.01"
    When the merchant asks for the instruments for "<amount>"
    Then the answer is 400 "InvalidArguments"

    Examples:
      | amount |
      | 0      |
      | 0.00   |
      | 0.009  |

  @APL-A38
  Scenario: An ineligible customer has no credit
    Given a kyc_expired customer
    And accepted instruments for "1000.00"
    When the field "amazonPayLater.enabled" says "false"
    Then the field "amazonPayLater.availableCredit" is the text "0"

  Scenario Outline: The code <code> comes with its published reason
    Given a <persona> customer
    And accepted instruments for "1000.00"
    When the field "amazonPayLater.ineligibilityCode" says "<code>"
    Then the field "amazonPayLater.ineligibilityReason" is "<reason>"

    @APL-E01
    Examples:
      | persona      | code                     | reason                                                                                             |
      | unregistered | APL_UNREGISTERED_ACCOUNT | You are not registered with Amazon Pay Later. Please complete your registration on the Amazon app. |

    @APL-E02
    Examples:
      | persona     | code            | reason                                                |
      | kyc_expired | APL_KYC_EXPIRED | Your KYC has expired, please update on the Amazon app. |

    @APL-E03
    Examples:
      | persona     | code            | reason                                                |
      | unavailable | APL_UNAVAILABLE | Amazon Pay Later is unavailable for this transaction. |

    @APL-E04
    Examples:
      | persona                           | code                                  | reason                                                |
      | one_month_installment_unavailable | APL_ONE_MONTH_INSTALLMENT_UNAVAILABLE | Amazon Pay Later is unavailable for this transaction. |

    @APL-E05
    Examples:
      | persona                       | code                              | reason                                                        |
      | standing_instruction_exceeded | APL_STANDING_INSTRUCTION_EXCEEDED | Your standing instructions do not cover the current purchase. |

    @APL-E06
    Examples:
      | persona             | code                    | reason                                                          |
      | insufficient_credit | APL_INSUFFICIENT_CREDIT | Your Amazon Pay Later credit is not available at this merchant. |
