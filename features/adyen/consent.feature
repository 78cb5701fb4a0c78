Feature: Stored payment methods
  A shopper who consents pays later without being there, with the payment method that was stored.

  @ADY-A23 @moves-money
  Scenario Outline: A payment without the shopper is refused for another <member>
    Given an accepted token_payment
    When the merchant sends a new token_payment with "<member>" set to "<value>"
    Then the request is refused

    Examples:
      | member                              | value            |
      | paymentMethod.storedPaymentMethodId | SIGNOFFUNKNOWN01 |
      | shopperReference                    | shopper-unknown  |

  @ADY-A25 @moves-money @control
  Scenario: A stored payment method is told once the payment is settled
    Given an authorised customer
    When the merchant sends a new storing_payment with "shopperReference" set to "shopper-of-signoff"
    And the answer is accepted
    And the storing_payment is settled at the provider
    Then the provider tells "recurring.token.created" of the storing_payment with "data.shopperReference" set to "shopper-of-signoff"
    And the provider tells "recurring.token.created" of the storing_payment with "data.storedPaymentMethodId" of the form ".+"
