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
    When the field "payment_methods_eligibility.0.is_eligible" says "true"
    Then the field "payment_methods_eligibility.0.kfs_link" is an https address

  @JP-A17
  Scenario: A customer who has yet to link the account is eligible
    Given a linking_required customer
    When the merchant sends an eligibility of "1000.00"
    And the answer is accepted
    Then the field "payment_methods_eligibility.0.is_eligible" is "true"

  @JP-A19
  Scenario Outline: A customer who is <persona> is told why
    Given a <persona> customer
    And an eligibility of "1000.00"
    When the field "payment_methods_eligibility.0.is_eligible" says "false"
    Then the field "payment_methods_eligibility.0.gateway_error_message" is not empty

    Examples:
      | persona                       |
      | unregistered                  |
      | kyc_expired                   |
      | account_ineligible            |
      | standing_instruction_exceeded |
      | unavailable                   |
      | insufficient_credit           |
      | otherwise_ineligible          |
