Feature: The Key Fact Statement
  An eligible customer reviews Amazon's Key Fact Statement before paying; the eligibility call gives its address.

  # The checkout page, as the customer sees it.

  @JP-C06
  Scenario: An eligible customer reads the sentence before the money moves
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    Then nothing was charged yet, and the page shows the sentence "By proceeding, I understand and agree to the Key Fact Statement"

  @JP-C06
  Scenario: The words are a link to this customer's statement
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    Then the words "Key Fact Statement" of "By proceeding, I understand and agree to the Key Fact Statement" link to "payment_methods_eligibility.payment_method=AMAZONPAYLATER.kfs_link" of the offer

  @JP-C06
  Scenario: The next order has its own statement
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    When the customer starts another order
    And the provider found the customer eligible
    Then the words "Key Fact Statement" of "By proceeding, I understand and agree to the Key Fact Statement" link to "payment_methods_eligibility.payment_method=AMAZONPAYLATER.kfs_link" of the offer
