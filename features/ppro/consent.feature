Feature: The consumer's consent
  Nothing is paid before the consumer has confirmed it at Amazon. An agreement is confirmed once; whoever gave it may end it.

  @PP-A03
  Scenario: A new charge sends the consumer to Amazon
    When the merchant sends a charge
    And the answer is accepted
    Then the field "status" is "AUTHENTICATION_PENDING"
    And the field "authenticationMethods.type=REDIRECT.details.requestUrl" is an https address

  @PP-A06 @control
  Scenario: A charge that nobody confirmed is discarded after an hour
    Given an accepted charge
    When 59 minutes pass
    And the merchant asks for the charge
    And the answer has status "AUTHENTICATION_PENDING"
    And 2 minutes pass
    And the merchant asks for the charge
    Then the field "status" is "DISCARDED"

  @PP-A36 @control
  Scenario: A discarded charge says that its time was over
    Given an accepted charge
    And the charge is abandoned at the provider
    When the merchant asks for the charge
    And the answer has status "DISCARDED"
    Then the field "discards.0.type" is "AUTHENTICATION_TIMEOUT"

  @PP-A42
  Scenario: A charge waits for its consumer
    Given an accepted charge
    When the merchant asks for the charge
    Then the field "status" is one of "AUTHENTICATION_PENDING, DISCARDED, FAILED"

  @PP-A42
  Scenario: The merchant cannot confirm in the consumer's place
    Given an accepted charge
    When the merchant sends a confirmation
    And the merchant asks for the charge
    Then the field "status" is one of "AUTHENTICATION_PENDING, DISCARDED, FAILED"

  @PP-A42
  Scenario: The merchant cannot capture what the consumer has not confirmed
    Given an accepted charge
    When the merchant sends a capture of "10.00"
    And the merchant asks for the charge
    Then the field "status" is one of "AUTHENTICATION_PENDING, DISCARDED, FAILED"

  @PP-A43 @control
  Scenario Outline: The consumer comes back from a charge that was <ending>
    Given an accepted charge
    When the charge is <ending> at the provider
    Then the consumer of the charge is sent to the "authenticationSettings.0.settings.returnUrl" of its message

    Examples:
      | ending    |
      | approved  |
      | declined  |
      | cancelled |

  @PP-A43 @control
  Scenario: The consumer comes back to the address of this charge
    When the merchant sends a new charge with "authenticationSettings.0.settings.returnUrl" set to "https://shop.example/orders/7?step=2"
    And the answer is accepted
    And the charge is approved at the provider
    Then the consumer of the charge is sent to "https://shop.example/orders/7?step=2"

  @PP-A27
  Scenario: An agreement is in a published state, and as it was reviewed
    Given an accepted agreement
    When the merchant asks for the agreement
    And the answer is accepted
    Then the field "status" is one of "INITIALIZING, AUTHORIZATION_PROCESSING, AUTHENTICATION_PENDING, ACTIVE, FAILED, REVOKED_BY_CONSUMER, REVOKED_BY_MERCHANT, REVOKED_BY_PROVIDER"
    And the answer matches the snapshot "agreement_pending"

  @PP-A27
  Scenario: A new agreement is in a state to begin with
    When the merchant sends an agreement
    And the answer is accepted
    Then the field "status" is one of "INITIALIZING, AUTHENTICATION_PENDING, ACTIVE"

  @PP-A28
  Scenario: The first charge of an agreement names it
    Given an agreement of "10.00"
    When the merchant asks for the initial_charge
    And the answer is accepted
    Then the field "id" is "initialPaymentChargeId" of the agreement
    And the field "agreementId" is "id" of the agreement

  @PP-A29
  Scenario: An agreement that nobody confirmed is not charged
    Given an accepted agreement
    And the answer has the status "INITIALIZING or AUTHENTICATION_PENDING"
    When the merchant sends an agreement_charge
    Then the request is refused with "AGREEMENT_INACTIVE", or cannot be told from "BAD_REQUEST, NOT_FOUND, CONFLICT, UNPROCESSABLE_ENTITY"

  @PP-A29 @moves-money @control
  Scenario: An agreement that the consumer revoked is not charged
    Given an accepted agreement
    And the agreement is approved at the provider
    And an accepted agreement_charge
    And the agreement is revoked at the provider
    When the merchant sends an agreement_charge
    Then the request is refused with "AGREEMENT_REVOKED", or cannot be told from "BAD_REQUEST, NOT_FOUND, CONFLICT, UNPROCESSABLE_ENTITY"

  @PP-A29 @moves-money @control
  Scenario: An agreement that the merchant revoked is not charged
    Given an accepted agreement
    And the agreement is approved at the provider
    And an accepted agreement_charge
    And an accepted revocation
    When the merchant sends an agreement_charge
    Then the request is refused with "AGREEMENT_REVOKED", or cannot be told from "BAD_REQUEST, NOT_FOUND, CONFLICT, UNPROCESSABLE_ENTITY"

  @PP-A30 @control
  Scenario: An agreement that the merchant revoked stays revoked
    Given an accepted agreement
    And the agreement is approved at the provider
    And an accepted revocation
    When 1 days pass
    And the merchant asks for the agreement
    Then the field "status" is "REVOKED_BY_MERCHANT"

  @PP-A31 @moves-money @control
  Scenario: A charge under an agreement needs no consumer
    Given an accepted agreement
    And the agreement is approved at the provider
    When the merchant sends an agreement_charge of "90.00"
    And the answer is accepted
    Then the field "status" is none of "AUTHENTICATION_PENDING"

  @PP-A31 @moves-money @control
  Scenario: A charge under an agreement is read like any other
    Given an accepted agreement
    And the agreement is approved at the provider
    And an agreement_charge of "90.00"
    When the merchant asks for the agreement_charge
    And the answer is accepted
    Then the answer matches its schema
    And the field "status" is none of "AUTHENTICATION_PENDING"

  @PP-A46
  Scenario: A new agreement sends the consumer to Amazon
    When the merchant sends an agreement
    And the answer has status "AUTHENTICATION_PENDING"
    Then the request is accepted

  @PP-A47 @control
  Scenario: A confirmed agreement is active
    Given an accepted agreement
    And the agreement is approved at the provider
    When the merchant asks for the agreement
    Then the field "status" is "ACTIVE"

  @PP-A49
  Scenario: An agreement begins when it was asked to
    When the merchant sends a new agreement with "startDate" set to "2031-03-26T20:24:27Z"
    And the answer is accepted
    Then the request is accepted

  # The checkout page, as the customer sees it.

  @PP-C01
  Scenario Outline: The consumer is sent by <method> to the address that PPRO gave
    Given the provider wants its customers sent by "<method>"
    And the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    Then the customer is sent by "<method>" to "authenticationMethods.0.details.requestUrl" of the charge

    Examples:
      | method |
      | GET    |
      | POST   |

  @PP-C02
  Scenario: To come back is not to have paid
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the customer comes back from Amazon
    Then the order is not shown as paid
    When the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid

  @PP-C02
  Scenario Outline: A consumer whose payment ended as <ending> comes back and has not paid
    Given the customer "eligible" at the checkout
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the customer starts another order
    And the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "<ending>"
    And the customer comes back from Amazon
    Then the order is not shown as paid

    Examples:
      | ending               |
      | INSUFFICIENT_FUNDS   |
      | CANCELED_BY_CONSUMER |
      | DISCARDED            |

  @PP-C08 @clock
  Scenario: A new try after the hour is a new charge
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And 3700 seconds pass at the shop
    And the customer comes back from Amazon
    And the customer tries again
    Then the customer is sent to "authenticationMethods.0.details.requestUrl" of another charge than before

  @PP-C09
  Scenario: The terms of a subscription are told before it begins
    Given the customer "subscriber" at the checkout with an order of "12.34"
    Then nothing is agreed yet, and the page tells the amount and one of "month, year, week, every, recurring"

  @PP-C09
  Scenario: A subscriber is told how to end the subscription
    Given the customer "subscriber" at the checkout with an order of "12.34"
    Then the page tells a way to end the agreement: one of "cancel, end the, unsubscribe, revoke, stop"

  # The merchant's backend.

  @PP-B16
  Scenario: An agreement is charged once it is active, and not before
    Given the customer "subscriber" at the checkout with an order of "10.00"
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the shop is asked to charge the customer "10.00" anew
    Then no agreement_charge with "amount" is sent
    When the payment ends as "CAPTURED"
    And the shop charges the customer "10.00" anew
    And a agreement_charge with "amount" was sent

  @PP-B05 @recurring
  Scenario: A cycle is charged at what it costs, in cents
    Given the customer "subscriber" at the checkout with an order of "10.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the shop charges the customer "10.00" anew
    And a agreement_charge with "amount" was sent
    Then the agreement_charge is of the amount that was asked for

  @PP-B16
  Scenario: Every cycle has a key of its own
    Given the customer "subscriber" at the checkout with an order of "10.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the shop charges the customer "10.00" anew
    And the shop charges the customer "10.00" anew
    Then the "Request-Idempotency-Key" of a agreement_charge is used again only to repeat it

  @PP-B17 @recurring
  Scenario: A cycle that was declined for good is not charged again
    Given the customer "subscriber" at the checkout with an order of "10.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the shop charges the customer "10.00" anew
    And a agreement_charge with "amount" was sent
    And the provider begins to refuse charges with "SUS_STOLEN"
    And the shop charges the customer "10.00" anew
    And the charge was answered "FAILED"
    Then no further agreement_charge follows within 86400 seconds

  @PP-B26
  Scenario: Every cycle has a reference of its own
    Given the customer "subscriber" at the checkout with an order of "10.00"
    When the customer pays
    And the payment ends as "CAPTURED"
    And the shop charges the customer "10.00" anew
    And the shop charges the customer "10.00" anew
    Then every agreement_charge has a "merchantPaymentChargeReference" of its own
