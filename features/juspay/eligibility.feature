Feature: Eligibility and its reasons
  The merchant asks whether a customer may pay with Amazon Pay Later, and if not, why.

  @JP-A17
  Scenario Outline: The eligibility of a customer who is <persona> has the published shape
    Given a <persona> customer
    When the merchant sends an eligibility of "1000.00"
    And the answer is accepted
    Then the answer matches its schema

    Examples:
      | persona                       |
      | eligible                      |
      | linking_required              |
      | unregistered                  |
      | kyc_expired                   |
      | account_ineligible            |
      | standing_instruction_exceeded |
      | unavailable                   |
      | insufficient_credit           |
      | otherwise_ineligible          |

  @JP-A17
  Scenario: The eligibility of a linked customer equals the reviewed snapshot
    Given an eligible customer
    When the merchant sends an eligibility of "1000.00"
    Then the answer matches its schema
    And the answer matches the snapshot "eligibility_linked"

  @JP-A18
  Scenario: An eligible, linked customer has a balance and a Key Fact Statement
    Given an eligible customer
    And an eligibility of "1000.00"
    When the field "payment_methods_eligibility.payment_method=AMAZONPAYLATER.is_eligible" says "true"
    Then the field "payment_methods_eligibility.payment_method=AMAZONPAYLATER.kfs_link" is an https address

  @JP-A17
  Scenario: A customer who has yet to link the account is eligible
    Given a linking_required customer
    When the merchant sends an eligibility of "1000.00"
    And the answer is accepted
    Then the field "payment_methods_eligibility.payment_method=AMAZONPAYLATER.is_eligible" is "true"

  @JP-A19
  Scenario Outline: A customer who is <persona> is told why
    Given a <persona> customer
    And an eligibility of "1000.00"
    When the field "payment_methods_eligibility.payment_method=AMAZONPAYLATER.is_eligible" says "false"
    Then the field "payment_methods_eligibility.payment_method=AMAZONPAYLATER.gateway_error_message" is not empty

    Examples:
      | persona                       |
      | unregistered                  |
      | kyc_expired                   |
      | account_ineligible            |
      | standing_instruction_exceeded |
      | unavailable                   |
      | insufficient_credit           |
      | otherwise_ineligible          |

  # The checkout page, as the customer sees it.

  @JP-C01
  Scenario: The method stands among those that are paid later
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    Then the option stands in the section "Pay Later"

  @JP-C01
  Scenario: An eligible customer can pay
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    Then the option can be chosen and paid with

  @JP-C01
  Scenario Outline: A customer who is <persona> cannot choose the method
    Given the customer "eligible" at the checkout
    And the option is offered
    And the customer "<persona>" at the checkout
    And the provider found the customer ineligible
    Then the option is hidden or cannot be chosen

    Examples:
      | persona                       |
      | unregistered                  |
      | kyc_expired                   |
      | account_ineligible            |
      | standing_instruction_exceeded |
      | unavailable                   |
      | insufficient_credit           |
      | otherwise_ineligible          |

  @JP-C02
  Scenario Outline: A customer who is <persona> is told why in published words
    Given the customer "eligible" at the checkout
    And the option is offered
    And the customer "<persona>" at the checkout
    And the provider found the customer ineligible
    Then the page shows one of these texts, or the text "payment_methods_eligibility.payment_method=AMAZONPAYLATER.gateway_error_message" of the offer
      | Complete your registration on Amazon app            |
      | Your KYC has expired, complete KYC on Amazon app    |
      | Your account is not eligible for this transaction   |
      | Check your available credit on the Amazon app       |
      | Amazon Pay Later is unavailable for this transaction |
      | You have insufficient credit for this transaction   |

    Examples:
      | persona                       |
      | unregistered                  |
      | kyc_expired                   |
      | account_ineligible            |
      | standing_instruction_exceeded |
      | unavailable                   |
      | insufficient_credit           |
      | otherwise_ineligible          |

  @JP-C03
  Scenario Outline: What no published text stands for is called unavailable: <reason>
    Given the customer "kyc_expired" at the checkout
    And the page shows one of these texts, not the text "payment_methods_eligibility.payment_method=AMAZONPAYLATER.gateway_error_message" of the offer
      | Complete your registration on Amazon app          |
      | Your KYC has expired, complete KYC on Amazon app  |
      | Your account is not eligible for this transaction |
      | Check your available credit on the Amazon app     |
      | You have insufficient credit for this transaction |
    And the provider answers the code "APL_NEW_RULE" and the reason "<reason>"
    And the customer "eligible" at the checkout
    And the provider found the customer ineligible
    Then the page shows the sentence "Amazon Pay Later is unavailable for this transaction"

    Examples:
      | reason                                                     |
      | Please come back after 1 April; your limit is under review. |
      | Not available for <gift cards> & vouchers.                  |

  @JP-C04
  Scenario: A customer who has not linked is asked to
    Given the customer "linking_required" at the checkout
    And the provider knew the customer
    Then the customer is asked to link the account
    And the page does not show "linking_required"

  @JP-C05
  Scenario Outline: A linked customer who is <persona> is not asked to link
    Given the customer "<persona>" at the checkout
    And the option is offered
    And the provider knew the customer
    Then the customer is not asked to link the account

    Examples:
      | persona     |
      | eligible    |
      | kyc_expired |

  @JP-C05
  Scenario: A linked customer sees the credit
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    Then the option shows the amount "payment_methods_eligibility.payment_method=AMAZONPAYLATER.balance" of the offer

  @JP-C05
  Scenario Outline: The credit is that of the answer: <credit>
    Given the provider grants a credit of "<credit>"
    And the customer "eligible" at the checkout
    And the provider found the customer eligible
    Then the option shows the amount "payment_methods_eligibility.payment_method=AMAZONPAYLATER.balance" of the offer

    Examples:
      | credit  |
      | 1234.50 |
      | 777     |

  @JP-C08
  Scenario: A customer who cannot pay in instalments is offered another method
    Given the customer "eligible" at the checkout
    And the choice "EMI" can be made
    And the customer "emi_ineligible" at the checkout
    And the provider found the customer ineligible
    Then the choice "EMI" cannot be made, and another can

  # The merchant's backend.

  @JP-B09
  Scenario Outline: Nobody is offered the method unasked: <persona>
    Given the customer "<persona>" at the checkout
    And the option is offered
    Then the eligibility was asked before the option was shown

    Examples:
      | persona     |
      | eligible    |
      | kyc_expired |

  @JP-B10
  Scenario Outline: The amount asked for is the amount charged: <amount>
    Given the customer "eligible" at the checkout with an order of "<amount>"
    When the customer pays
    And the merchant sent a charge
    Then the charge asks for the amount of the eligibility before it

    Examples:
      | amount   |
      | 499.00   |
      | 1.00     |
      | 1249.49  |
      | 49999.99 |

  @JP-B10
  Scenario: A double click charges the amount once
    Given the customer "eligible" at the checkout
    When the customer clicks twice to pay
    And the order is shown as paid
    Then the order's amount was charged once
