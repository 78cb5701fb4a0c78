Feature: The Key Fact Statement
  An eligible customer reviews the Key Fact Statement before paying; the provider gives its address exactly then.

  @APL-A03
  Scenario Outline: A customer who is <persona> can review the statement
    Given a <persona> customer
    And accepted instruments for "1000.00"
    When the field "amazonPayLater.enabled" says "true"
    Then the field "amazonPayLater.keyFactStatementUrl" is an https address

    Examples:
      | persona              |
      | eligible             |
      | needs_authentication |

  @APL-A37
  Scenario Outline: A customer who is <persona> has no statement to review
    Given a <persona> customer
    And accepted instruments for "1000.00"
    When the field "amazonPayLater.enabled" says "false"
    Then the field "amazonPayLater.keyFactStatementUrl" is absent or null

    Examples:
      | persona                           |
      | unregistered                      |
      | kyc_expired                       |
      | unavailable                       |
      | standing_instruction_exceeded     |
      | one_month_installment_unavailable |
      | insufficient_credit               |
