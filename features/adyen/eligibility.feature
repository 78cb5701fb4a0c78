Feature: Payment methods
  The merchant asks with which methods a shopper may pay; Amazon Pay is among them where it can be had.

  @ADY-A01
  Scenario: Amazon Pay is listed for the account's country and currency
    When the merchant sends a new payment_methods with "shopperLocale" set to "en-GB"
    And the answer is accepted
    Then the list "paymentMethods" has an entry with "type" set to "amazonpay"
    And the answer matches its schema
    And the answer matches the snapshot "payment_methods_offered"

  @ADY-A02
  Scenario Outline: Amazon Pay is not listed where <member> is <value>
    Given an accepted payment_methods
    And the list "paymentMethods" has an entry with "type" set to "amazonpay"
    When the merchant sends a new payment_methods with "<member>" set to "<value>"
    And the answer is accepted
    Then the list "paymentMethods" has no entry with "type" set to "amazonpay"

    Examples:
      | member          | value |
      | amount.currency | JPY   |
      | amount.currency | CLP   |
      | countryCode     | BR    |
      | countryCode     | JP    |

  # The checkout page, as the customer sees it.

  @ADY-C01
  Scenario: Amazon Pay is shown only where the provider lists it
    Given the customer "authorised" at the checkout
    And the option is offered
    And the provider does not list the option
    And the customer "authorised" at the checkout
    And the provider found the customer ineligible
    Then the option is not offered

  @ADY-C02
  Scenario: The logo is shown with the method
    Given the customer "authorised" at the checkout
    And the option is offered
    Then the option shows a picture named "Amazon Pay"
