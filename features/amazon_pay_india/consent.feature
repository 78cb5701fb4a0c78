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

  # The checkout page, as the customer sees it.

  @APL-C07
  Scenario: An eligible customer reads the whole sentence
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    And the option can be chosen
    Then the page shows the sentence "By proceeding, I understand and agree to the Key Fact Statement"

  @APL-C07
  Scenario: The sentence comes before the money
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    And the option can be chosen
    Then nothing was charged yet, and the page shows the sentence "By proceeding, I understand and agree to the Key Fact Statement"

  @APL-C07
  Scenario: A customer who has to authenticate reads the sentence, too
    Given the customer "needs_authentication" at the checkout
    And the provider found the customer eligible
    And the option can be chosen
    Then the page shows the sentence "By proceeding, I understand and agree to the Key Fact Statement"

  @APL-C08
  Scenario: The words are a link to this customer's statement
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    Then the words "Key Fact Statement" of "By proceeding, I understand and agree to the Key Fact Statement" link to "amazonPayLater.keyFactStatementUrl" of the instruments

  @APL-C08
  Scenario: Another customer has another statement
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    And the customer "needs_authentication" at the checkout
    And the provider found the customer eligible
    Then the words "Key Fact Statement" of "By proceeding, I understand and agree to the Key Fact Statement" link to "amazonPayLater.keyFactStatementUrl" of the instruments

  @APL-C08
  Scenario: The next order has its own statement
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    When the customer starts another order
    And the provider found the customer eligible
    Then the words "Key Fact Statement" of "By proceeding, I understand and agree to the Key Fact Statement" link to "amazonPayLater.keyFactStatementUrl" of the instruments

  @APL-C08
  Scenario Outline: A customer who is <persona> is shown no statement
    Given the customer "<persona>" at the checkout
    And the provider found the customer ineligible
    And the option is offered
    Then the words "Key Fact Statement" of "By proceeding, I understand and agree to the Key Fact Statement" link to nothing

    Examples:
      | persona             |
      | kyc_expired         |
      | insufficient_credit |

  @APL-C08 @browser
  Scenario: The statement opens
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    Then the link "Key Fact Statement" of "By proceeding, I understand and agree to the Key Fact Statement" opens "amazonPayLater.keyFactStatementUrl" of the instruments

  @APL-C09
  Scenario: The sentence comes with every order
    Given the customer "eligible" at the checkout
    And the page has shown the sentence "By proceeding, I understand and agree to the Key Fact Statement"
    When the customer pays
    And the order is shown as paid
    And the customer starts another order
    And the provider found the customer eligible
    Then the page shows the sentence "By proceeding, I understand and agree to the Key Fact Statement"

  @APL-C09
  Scenario: The sentence comes again after a reload
    Given the customer "eligible" at the checkout
    And the page has shown the sentence "By proceeding, I understand and agree to the Key Fact Statement"
    When the customer reloads the page
    And the provider found the customer eligible
    Then the page shows the sentence "By proceeding, I understand and agree to the Key Fact Statement"
