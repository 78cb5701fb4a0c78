Feature: Refusals and repetitions
  Every refusal says what was wrong, and a message that is sent again is carried out once.

  @PP-A08 @control
  Scenario Outline: A charge that was <ending> says why it failed
    Given an accepted charge
    And the charge is <ending> at the provider
    When the merchant asks for the charge
    And the answer has status "FAILED"
    Then the field "failure.failureType" is not empty
    And the field "failure.failureCode" is not empty

    Examples:
      | ending    |
      | declined  |
      | cancelled |

  @PP-A09
  Scenario Outline: A message that is <what> is refused with the published envelope
    Given an accepted charge
    When the merchant sends a new charge with the body "<body>"
    Then the refusal matches its schema

    Examples:
      | what           | body                                                         |
      | no JSON        | paymentMethod=AMAZON_PAY                                     |
      | cut off        | {'paymentMethod': 'AMAZON_PAY'                               |
      | with a comma   | {'paymentMethod': 'AMAZON_PAY',}                             |
      | with a comment | {'paymentMethod': 'AMAZON_PAY', 'autoCapture': true} // note |

  @PP-A11
  Scenario: An unknown charge is not found
    Given an accepted charge
    When the merchant sends a new charge_status with "charge_id" set to "charge_000000000000000000000"
    Then the answer is 404

  @PP-A11
  Scenario: A refund of an unknown charge is a wrong request
    Given an accepted charge
    When the merchant sends a new refund with "charge_id" set to "charge_000000000000000000000"
    Then the answer is 400 or 404

  @PP-A12
  Scenario: A repeated charge is answered with the same charge
    Given an accepted charge
    When the merchant sends the same charge again
    And the answer is accepted
    Then the field "id" equals the charge's

  @PP-A12 @moves-money @control
  Scenario: A repeated refund is answered with the same refund
    Given a charge of "100.00"
    And the charge is approved at the provider
    And a refund of "10.00" with status "PENDING or REFUNDED"
    When the merchant sends the same refund again
    And the answer is accepted
    Then the field "id" equals the refund's

  @PP-A12 @control
  Scenario: A charge that is repeated within a day is the same charge
    Given an accepted charge
    And 1430 minutes pass
    When the merchant sends the same charge again
    And the answer is accepted
    Then the field "id" equals the charge's

  @PP-A13
  Scenario: A key belongs to one message
    Given an accepted charge
    When the merchant sends the same charge again with "consumer.name" set to "Somebody Else"
    Then the answer is 409

  @PP-A13
  Scenario: Another message under the same key makes no second charge
    Given an accepted charge
    When the merchant sends the same charge again with "consumer.name" set to "Somebody Else"
    And the merchant sends a search
    And the field "data.0.status" says "AUTHENTICATION_PENDING"
    Then the field "data.1" is absent or null

  @PP-A14
  Scenario: A charge that is sent twice at once is one charge
    Given an accepted charge
    When the merchant sends a new charge twice at once
    Then both answers have the same "id", or one is refused with "CONFLICT"

  @PP-A15
  Scenario: The key of a refused message may be used again
    Given an accepted charge
    When the merchant sends a new charge with "amount.value" set to the JSON "-1000"
    And the merchant sends the refused charge again with "amount.value" set to the JSON "1000"
    Then the request is accepted

  @PP-A24
  Scenario Outline: A charge of <value> cents is refused
    Given an accepted charge
    When the merchant sends a new charge with "amount.value" set to the JSON "<value>"
    Then the request is answered 4xx

    Examples:
      | value  |
      | -1     |
      | -1000  |
      | 10.5   |
      | '1000' |

  @PP-A24
  Scenario Outline: A charge of nothing is refused: <value>
    Given an accepted charge
    When the merchant sends a new charge with "amount.value" set to the JSON "<value>"
    Then the request is refused

    Examples:
      | value |
      | 0     |
      | null  |

  @PP-A24 @moves-money @control
  Scenario Outline: A refund of <value> is refused
    Given an accepted charge
    And the charge is approved at the provider
    And an accepted refund
    When the merchant sends a new refund with "amount" set to the JSON "<value>"
    Then the request is answered 4xx

    Examples:
      | value                             |
      | -1                                |
      | 0.5                               |
      | '100'                             |
      | {'value': 100, 'currency': 'USD'} |

  @PP-A25
  Scenario: Webhooks go to an https address only
    When the merchant sends a new charge with "webhooksUrl" set to "https://shop.example/webhooks"
    And the answer is accepted
    And the merchant sends a new charge with "webhooksUrl" set to "http://shop.example/webhooks"
    Then the request is answered 4xx

  @PP-A34 @control
  Scenario: Whoever asks too often is told how often they may
    Given an accepted charge
    When the provider limits the rate of requests
    And the merchant asks for the charge
    Then the request is limited, and the headers "X-RateLimit-Remaining, X-RateLimit-Requested-Tokens, X-RateLimit-Burst-Capacity, X-RateLimit-Replenish-Rate" say how

  @PP-A37
  Scenario: A repeated answer says that it is one
    Given an accepted charge
    When the merchant sends the same charge again
    And the answer is accepted
    Then the header "Request-Idempotency" is "true"

  @PP-A41
  Scenario Outline: A charge without <member> is refused
    Given an accepted charge
    When the merchant sends a new charge without "<member>"
    Then the request is refused

    Examples:
      | member           |
      | paymentMethod    |
      | amount           |
      | amount.value     |
      | amount.currency  |
      | consumer         |
      | consumer.country |

  @PP-A41
  Scenario Outline: A charge with the amount of the faulty sample is refused: <amount>
    Given an accepted charge
    When the merchant sends a new charge with "amount" set to the JSON "<amount>"
    Then the request is refused

    Examples:
      | amount                              |
      | {'amount': 9000, 'currency': 'USD'} |
      | 9000                                |

  @PP-A41 @moves-money @control @recurring
  Scenario: A charge under an agreement with the amount of the faulty sample is refused
    Given an accepted agreement
    And the agreement is approved at the provider
    And an accepted agreement_charge
    When the merchant sends a new agreement_charge with "amount" set to the JSON "{'amount': 9000, 'currency': 'USD'}"
    Then the request is refused

  # The checkout page, as the customer sees it.

  @PP-C05
  Scenario Outline: A payment that ended as <code> is a failure like others
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "GENERIC_DECLINE"
    And the customer comes back from Amazon
    And the customer starts another order
    And the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "<code>"
    And the customer comes back from Amazon
    Then the page tells none of "<code>, fraud, lost, stolen, suspicious, suspected" that it did not tell of the failure before

    Examples:
      | code       |
      | SUS_FRAUD  |
      | SUS_LOST   |
      | SUS_STOLEN |

  @PP-C06
  Scenario: What PPRO says of a failure stays with the merchant
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "INSUFFICIENT_FUNDS"
    And the customer comes back from Amazon
    Then the text "failure.failureMessage" of the status is not shown
    And the text "failure.failureCode" of the status is not shown

  # The merchant's backend.

  @PP-A33
  Scenario: Members that nobody knows do not keep an order from being paid
    Given the customer "eligible" at the checkout
    When the customer pays
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    And the order is shown as paid
    And the provider begins to answer with members that nobody knows
    And the customer starts another order
    And the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "CAPTURED"
    And the customer comes back from Amazon
    Then the customer reads that the payment is "paid"

  @PP-B17
  Scenario: A charge that was declined for good is not sent again
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the payment ends as "SUS_STOLEN"
    And the customer comes back from Amazon
    And the merchant asked for the status
    Then no further charge is sent within 86400 seconds

  @PP-B17
  Scenario: A charge whose answer got lost is repeated, or asked for
    Given the customer "eligible" at the checkout
    And the provider carries out the next charge, and its answer gets lost
    When the customer pays
    And the answer to the charge got lost
    Then the charge is repeated under its "Request-Idempotency-Key", or asked for, within 120 seconds

  @PP-B20 @clock
  Scenario: Whoever asks too often asks more rarely
    Given the customer "eligible" at the checkout
    When the customer pays
    And the charge was answered "AUTHENTICATION_PENDING"
    And the provider limits the next 4 requests of the shop
    And 180 seconds pass at the shop
    Then the merchant slows down after every answer 429
