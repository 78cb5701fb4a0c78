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

  # The checkout page, as the customer sees it.

  @ADY-C06
  Scenario: Who does not agree stores nothing
    Given the customer "authorised" at the checkout
    When the customer agrees to later payments
    And the customer pays
    And a charge with "storePaymentMethod" was sent
    And the customer starts another order
    And the customer pays
    Then the charge comes without "storePaymentMethod"

  # The merchant's backend.

  @ADY-B11
  Scenario: A payment method is stored after the shopper agreed
    Given the customer "authorised" at the checkout
    When the customer agrees to later payments
    And the customer pays
    And the merchant sent a charge
    Then a charge with "storePaymentMethod" is sent
    And a charge with "shopperReference" is sent

  @ADY-B11
  Scenario: Without consent nothing is stored
    Given the customer "authorised" at the checkout
    When the customer agrees to later payments
    And the customer pays
    And a charge with "storePaymentMethod" was sent
    And the customer starts another order
    And the customer pays
    Then the charge comes without "storePaymentMethod"

  @ADY-B05 @recurring
  Scenario Outline: A later payment of <amount> is charged in minor units
    Given the customer "authorised" at the checkout
    When the customer agrees to later payments
    And the customer pays
    And a charge with "storePaymentMethod" was sent
    And the payment ends as "Settled"
    And the notification "recurring.token.created" of the charge arrives
    And the shop charges the customer "<amount>" anew
    And a charge with "paymentMethod.storedPaymentMethodId" was sent
    Then the charge is of the amount that was asked for

    Examples:
      | amount |
      | 5.00   |
      | 12.49  |

  @ADY-B12
  Scenario: A stored payment method is charged for the shopper who stored it
    Given the customer "authorised" at the checkout
    When the customer agrees to later payments
    And the customer pays
    And a charge with "storePaymentMethod" was sent
    And the payment ends as "Settled"
    And the notification "recurring.token.created" of the charge arrives
    And the shop charges the customer "5.00" anew
    And a charge with "paymentMethod.storedPaymentMethodId" was sent
    Then the customer has the same "shopperReference" in every charge

  @ADY-D15
  Scenario: A payment method that is told can be charged
    Given the customer "authorised" at the checkout
    When the customer agrees to later payments
    And the customer pays
    And a charge with "storePaymentMethod" was sent
    And the payment ends as "Settled"
    And the notification "recurring.token.created" of the charge arrives
    And the notification was acknowledged
    And the shop charges the customer "5.00" anew
    Then a charge with "paymentMethod.storedPaymentMethodId" is sent

  @ADY-D15
  Scenario Outline: A payment method is stored once: <event> follows
    Given the customer "authorised" at the checkout
    When the customer agrees to later payments
    And the customer pays
    And a charge with "storePaymentMethod" was sent
    And the payment ends as "Settled"
    And the notification "recurring.token.created" of the charge arrives
    And the merchant acted on the notification
    And the customer looks at the order
    And the notification "<event>" of the charge arrives
    Then the order looks as it did before

    Examples:
      | event                           |
      | recurring.token.created         |
      | recurring.token.alreadyExisting |

  @ADY-D15
  Scenario: A disabled payment method is not charged
    Given the customer "authorised" at the checkout
    When the customer agrees to later payments
    And the customer pays
    And a charge with "storePaymentMethod" was sent
    And the payment ends as "Settled"
    And the notification "recurring.token.created" of the charge arrives
    And the shop charges the customer "5.00" anew
    And a charge with "paymentMethod.storedPaymentMethodId" was sent
    And the notification "recurring.token.disabled" of the charge arrives
    And the shop is asked to charge the customer "5.00" anew
    Then no charge with "paymentMethod.storedPaymentMethodId" is sent that the notification tells as "data.storedPaymentMethodId"
