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
    Then the field "amazonPayLater.enabled" is the JSON "false"

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

  # The checkout page, as the customer sees it.

  @APL-C01
  Scenario: The method is labelled as published
    Given the customer "eligible" at the checkout
    Then the option is labelled "Amazon Pay Later"

  @APL-C02
  Scenario: The method stands among those that are paid later
    Given the customer "eligible" at the checkout
    And the option is offered
    Then the option stands in the section "Pay Later"

  @APL-C03
  Scenario: A customer who has not linked can start to
    Given the customer "unlinked" at the checkout
    When the customer starts to link the account
    Then linking starts at "https://www.amazon.in/" or with a script of "https://assets.loginwithamazon.com/"

  @APL-C03
  Scenario: A customer who has not linked sees the button
    Given the customer "unlinked" at the checkout
    Then the page has the button "Link Account"

  @APL-C04
  Scenario Outline: A linked customer who is <persona> is not asked to link
    Given the customer "<persona>" at the checkout
    And the option is offered
    And the provider knew the customer
    Then the page has no button "Link Account"

    Examples:
      | persona     |
      | eligible    |
      | kyc_expired |

  @APL-C05
  Scenario: An eligible customer can pay
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    Then the option can be chosen and paid with

  @APL-C06
  Scenario: The credit stands behind its label
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    And the option can be chosen
    Then the page shows "Available Credit" directly before the amount "amazonPayLater.availableCredit" of the instruments

  @APL-C06
  Scenario Outline: The credit is that of the answer: <credit>
    Given the provider grants a credit of "<credit>"
    And the customer "eligible" at the checkout
    And the provider found the customer eligible
    And the option can be chosen
    Then the page shows "Available Credit" directly before the amount "amazonPayLater.availableCredit" of the instruments

    Examples:
      | credit  |
      | 1234.50 |
      | 1000.00 |

  @APL-C10
  Scenario Outline: The reason of a customer who is <persona> is shown as it came
    Given the customer "eligible" at the checkout
    And the option can be chosen
    And the customer "<persona>" at the checkout
    And the provider found the customer ineligible
    Then the page shows the text "amazonPayLater.ineligibilityReason" of the instruments next to the option

    Examples:
      | persona                           |
      | unregistered                      |
      | kyc_expired                       |
      | unavailable                       |
      | standing_instruction_exceeded     |
      | one_month_installment_unavailable |
      | insufficient_credit               |

  @APL-C10
  Scenario Outline: A reason that no document lists is shown as it came: <code>, <reason>
    Given the customer "eligible" at the checkout
    And the option can be chosen
    And the provider answers the code "<code>" and the reason "<reason>"
    And the customer "eligible" at the checkout
    And the provider found the customer ineligible
    Then the page shows the text "amazonPayLater.ineligibilityReason" of the instruments next to the option

    Examples:
      | code                    | reason                                                               |
      | APL_NEW_RULE            | Please come back after 1 April; your limit is under review.          |
      | APL_KYC_EXPIRED         | Your papers ran out on 3 March, renew them in the app                |
      | APL_UNAVAILABLE         | Not available for <gift cards> & vouchers.                           |
      | APL_INSUFFICIENT_CREDIT | Ihr Rahmen genügt nicht: ₹ 12,50 fehlen. |

  @APL-C11
  Scenario Outline: A customer who is <persona> cannot choose the method
    Given the customer "eligible" at the checkout
    And the option is offered
    And the customer "<persona>" at the checkout
    And the provider found the customer ineligible
    Then the option is shown and cannot be chosen

    Examples:
      | persona                           |
      | unregistered                      |
      | kyc_expired                       |
      | unavailable                       |
      | standing_instruction_exceeded     |
      | one_month_installment_unavailable |
      | insufficient_credit               |

  @APL-C11
  Scenario: A code that no document lists bars the method, too
    Given the customer "eligible" at the checkout
    And the option is offered
    And the provider answers the code "APL_NEW_RULE" and the reason "Your limit is under review."
    And the customer "eligible" at the checkout
    And the provider found the customer ineligible
    Then the option is shown and cannot be chosen

  @APL-C12
  Scenario: The logo is shown with the method
    Given the customer "eligible" at the checkout
    And the option is offered
    Then the option shows a picture named "Amazon Pay"

  @APL-C16
  Scenario: The script of Login with Amazon is the European one
    Given the customer "unlinked" at the checkout
    When the customer starts to link the account
    Then a script of "https://assets.loginwithamazon.com/" is "https://assets.loginwithamazon.com/sdk/eu/login1.js"

  @APL-C17
  Scenario: The domain of Login with Amazon is India's
    Given the customer "unlinked" at the checkout
    When the customer starts to link the account
    Then the scripts call "setAmazonDomain" with "amazon.Login.amazonDomain['in']"

  # The merchant's backend.

  @APL-B06
  Scenario Outline: The amount asked for is the amount charged: <amount>
    Given the customer "eligible" at the checkout with an order of "<amount>"
    When the customer pays
    And the merchant sent a charge
    Then the charge asks for the amount of the instruments before it

    Examples:
      | amount   |
      | 499.00   |
      | 1.00     |
      | 1249.49  |
      | 49999.99 |

  @APL-B06
  Scenario: A double click charges the amount once
    Given the customer "eligible" at the checkout
    When the customer clicks twice to pay
    And the order is shown as paid
    Then the order's amount was charged once

  @APL-B06
  Scenario: A reload of the result charges the amount once
    Given the customer "eligible" at the checkout
    When the customer pays
    And the order is shown as paid
    And the customer reloads the page
    Then the order's amount was charged once
