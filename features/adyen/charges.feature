Feature: Payments
  A payment with Amazon's token is authorised, refused, or waits for the shopper. What was authorised is captured later.

  @ADY-A03 @moves-money
  Scenario Outline: The payment of a shopper who is <persona> has a published result
    Given a <persona> customer
    When the merchant sends a payment
    Then the field "resultCode" is one of "AuthenticationFinished, AuthenticationNotRequired, Authorised, Cancelled, ChallengeShopper, Error, IdentifyShopper, PartiallyAuthorised, Pending, PresentToShopper, Received, RedirectShopper, Refused, Success"

    Examples:
      | persona    |
      | authorised |
      | refused    |
      | error      |
      | cancelled  |
      | pending    |
      | redirect   |
      | identify   |
      | challenge  |

  @ADY-A03 @moves-money @control
  Scenario Outline: A shopper who is <persona> finishes the payment
    Given a <persona> customer
    And an accepted payment
    When the merchant sends a payment_details
    And the answer is accepted
    Then the field "resultCode" is one of "Authorised, Cancelled, Error, Refused"
    And the answer matches its schema

    Examples:
      | persona   |
      | redirect  |
      | identify  |
      | challenge |

  @ADY-A04 @moves-money
  Scenario: An authorised payment has a reference and nothing is left to do
    Given an authorised customer
    When the merchant sends a payment of "10.00"
    And the answer has status "Authorised"
    Then the field "pspReference" has the form "[A-Za-z0-9]{16}"
    And the field "action" is absent or null
    And the answer matches the snapshot "payment_authorised"

  @ADY-A05 @moves-money
  Scenario: A redirect says where to
    Given a redirect customer
    When the merchant sends a payment
    And the answer has status "RedirectShopper"
    Then the field "action.type" is "redirect"
    And the field "action.url" is an https address

  @ADY-A05 @moves-money
  Scenario Outline: 3D Secure of a shopper to <persona> is described
    Given a <persona> customer
    When the merchant sends a payment
    And the answer has status "IdentifyShopper or ChallengeShopper"
    Then the field "action.type" is one of "redirect, threeDS2"

    Examples:
      | persona   |
      | identify  |
      | challenge |

  @ADY-A06 @moves-money
  Scenario Outline: A payment that is <result> is an answer 200
    Given an authorised customer
    And an accepted payment
    And a <persona> customer
    When the merchant sends a payment
    Then the answer is 200 "<result>", where the request was taken
    And the field "refusalReason" is not empty
    And the field "refusalReasonCode" has the form "[0-9]+"

    Examples:
      | persona | result  |
      | refused | Refused |
      | error   | Error   |

  @ADY-A07 @moves-money
  Scenario Outline: A payment of <amount> repeats its reference and its amount
    Given an authorised customer
    When the merchant sends a payment of "<amount>"
    And the answer is accepted
    Then the field "merchantReference" repeats the request's "reference"

    Examples:
      | amount  |
      | 10.00   |
      | 0.01    |
      | 1234.56 |

  @ADY-A08 @moves-money
  Scenario: A capture is received
    Given an authorised customer
    And an accepted payment
    When the merchant sends a capture
    And the answer is accepted
    Then the answer is 201
    And the field "status" is "received"
    And the field "paymentPspReference" is not empty
    And the field "pspReference" differs from the payment's
    And the answer matches its schema
    And the answer matches the snapshot "capture_received"

  @ADY-A14 @moves-money
  Scenario: A payment that is repeated has the same reference
    Given an authorised customer
    And an accepted payment
    When the merchant sends the same payment again
    Then the request is accepted
    And the field "pspReference" equals the payment's
    And the answer is the payment's again

  @ADY-A14 @moves-money
  Scenario: A capture that is repeated has the same reference
    Given an authorised customer
    And an accepted payment
    And an accepted capture
    When the merchant sends the same capture again
    Then the request is accepted
    And the field "pspReference" equals the capture's
    And the answer is the capture's again

  @ADY-A14 @moves-money
  Scenario: A refund that is repeated has the same reference
    Given an authorised customer
    And an accepted payment
    And an accepted capture
    And an accepted refund
    When the merchant sends the same refund again
    Then the request is accepted
    And the field "pspReference" equals the refund's
    And the answer is the refund's again

  @ADY-A15 @moves-money
  Scenario: Two payments at once under one idempotency key are one
    Given an authorised customer
    And an accepted payment
    When the merchant sends a new payment twice at once
    Then both answers have the same "pspReference", or one is refused with "704"

  @ADY-A16 @moves-money @control
  Scenario: A payment whose idempotency key was in use succeeds later, and once
    Given an authorised customer
    And an accepted payment
    And the payment is busy at the provider
    When the merchant sends the same payment again
    And the merchant sends the same payment again
    Then the request is accepted
    And the field "pspReference" equals the payment's

  @ADY-A17 @moves-money
  Scenario: An idempotency key has at most 64 characters
    Given an authorised customer
    And an accepted payment
    When the merchant sends a new capture with the header "idempotency-key" set to "k-3456789-123456789-123456789-123456789-123456789-123456789-12345"
    Then the request is refused
    When the merchant sends a capture
    And the answer is accepted

  @ADY-A20 @moves-money
  Scenario: A capture in another currency is refused
    Given an authorised customer
    And an accepted payment
    And an accepted capture
    And an accepted payment
    When the merchant sends a new capture with "amount.currency" set to "JPY"
    Then the capture is refused, or the provider tells "CAPTURE" of it with "notificationItems.0.NotificationRequestItem.success" set to "false"

  @ADY-A21 @moves-money
  Scenario Outline: A capture of <amount> of an authorised 10.00 is refused
    Given an authorised customer
    And a payment of "10.00"
    And a capture of "10.00"
    And a payment of "10.00"
    When the merchant sends a capture of "<amount>"
    Then the capture is refused, or the provider tells "CAPTURE" of it with "notificationItems.0.NotificationRequestItem.success" set to "false"

    Examples:
      | amount  |
      | 10.01   |
      | 1000.00 |

  @ADY-A24 @moves-money
  Scenario: A part of a payment is not captured
    Given an authorised customer
    And a payment of "10.00"
    And a capture of "10.00"
    And a payment of "10.00"
    When the merchant sends a capture of "4.00"
    Then the capture is refused, or the provider tells "CAPTURE" of it with "notificationItems.0.NotificationRequestItem.success" set to "false"

  # The checkout page, as the customer sees it.

  @ADY-C03
  Scenario: An authorised payment is told as paid
    Given the customer "authorised" at the checkout
    When the customer pays
    And the charge was answered "Authorised"
    Then the customer reads that the payment is "paid"

  @ADY-C03
  Scenario Outline: A payment that is <result> is told, and can be tried again
    Given the customer "<persona>" at the checkout
    When the customer pays
    And the charge was answered "<result>"
    Then the order is shown as failed, with a way to try again

    Examples:
      | persona   | result    |
      | refused   | Refused   |
      | cancelled | Cancelled |

  @ADY-C03
  Scenario: An error is told as one
    Given the customer "error" at the checkout
    When the customer pays
    And the charge was answered "Error"
    Then the customer reads that the payment is "failed"

  @ADY-C03
  Scenario Outline: A payment that ends as <result> after the way back is told, and can be tried again
    Given the customer "redirect" at the checkout
    When the customer pays
    And the charge was answered "RedirectShopper"
    And the customer comes back from Adyen with the result "<result>"
    Then the order is shown as failed, with a way to try again

    Examples:
      | result    |
      | Refused   |
      | Cancelled |

  @ADY-C04
  Scenario Outline: Why a payment was <result> is not shown
    Given the customer "<persona>" at the checkout
    When the customer pays
    And the charge was answered "<result>"
    Then the text "refusalReason" of the charge is not shown

    Examples:
      | persona | result  |
      | refused | Refused |
      | error   | Error   |

  @ADY-C05
  Scenario Outline: A payment that is <result> is being processed
    Given the customer "<persona>" at the checkout
    When the customer pays
    And the charge was answered "<result>"
    And the customer looks at the order
    Then the order is shown as neither paid nor failed

    Examples:
      | persona  | result   |
      | pending  | Pending  |
      | received | Received |

  @ADY-C05
  Scenario: A shopper who does not come back is still being waited for
    Given the customer "redirect" at the checkout
    When the customer pays
    And the charge was answered "RedirectShopper"
    And the customer opens the order again
    Then the order is shown as neither paid nor failed

  @ADY-C07
  Scenario: A shopper who has to go on is sent to where the provider says
    Given the customer "redirect" at the checkout
    When the customer pays
    And the charge was answered "RedirectShopper"
    Then the customer is sent to "action.url" of the charge

  @ADY-C07
  Scenario: A shopper who comes back with nothing has not paid
    Given the customer "redirect" at the checkout
    When the customer pays
    And the charge was answered "RedirectShopper"
    And the customer comes back from Adyen with the result "nothing"
    Then the order is not shown as paid
    When the customer comes back from Adyen
    And the order is shown as paid

  @ADY-C07
  Scenario Outline: A shopper whose bank asks has not paid: <result>
    Given the customer "<persona>" at the checkout
    When the customer pays
    And the charge was answered "<result>"
    And the customer opens the order again
    Then the order is not shown as paid
    And the page holds "action.token" of the charge, or a payment_details was sent
    When the payment ends as "Authorised"
    And the notification of the charge arrives
    And the customer looks at the order
    And the order is shown as paid

    Examples:
      | persona   | result           |
      | identify  | IdentifyShopper  |
      | challenge | ChallengeShopper |

  # The merchant's backend.

  @ADY-B05
  Scenario Outline: The amount that is shown is the amount in minor units: <amount>
    Given the customer "authorised" at the checkout with an order of "<amount>"
    When the customer pays
    And the merchant sent a charge
    Then the charge is of the amount that the customer saw

    Examples:
      | amount  |
      | 499.00  |
      | 0.01    |
      | 19.99   |
      | 1249.49 |

  @ADY-B07
  Scenario: Another try has another idempotency key
    Given the customer "refused" at the checkout
    When the customer pays
    And the charge was answered "Refused"
    And the customer tries again
    Then the "idempotency-key" of a charge is used again only to repeat it

  @ADY-B07
  Scenario: A payment and what is done with it have keys of their own
    Given the customer "authorised" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the notification of the charge arrives
    And the notification "CAPTURE" of the charge arrives
    And the shop refunds "10.00"
    And a refund was sent
    And the shop refunds "20.00"
    And a refund was sent
    Then the "idempotency-key" of every call is used again only to repeat it

  @ADY-B08 @clock
  Scenario: A payment that was not answered is repeated more and more rarely
    Given the customer "authorised" at the checkout
    When the provider fails whatever the shop asks
    And the customer pays
    And 300 seconds pass at the shop
    Then the charge is sent again at growing intervals

  @ADY-B08 @clock
  Scenario: A payment that need not be repeated is not
    Given the customer "authorised" at the checkout
    When the provider fails whatever the shop asks
    And the customer pays
    And 60 seconds pass at the shop
    And the charge was sent again
    And the provider works again
    And 60 seconds pass at the shop
    And the provider begins to refuse charges with "704"
    And the customer "authorised" is at the checkout
    And the customer pays
    And the charge was refused with "704"
    And 300 seconds pass at the shop
    Then the charge is not sent again

  @ADY-B09
  Scenario: Every try has a reference of its own
    Given the customer "refused" at the checkout
    When the customer pays
    And the charge was answered "Refused"
    And the customer tries again
    Then every charge has a "reference" of its own

  @ADY-B10
  Scenario: A shopper keeps their name
    Given the customer "authorised" at the checkout
    When the customer pays
    And the merchant sent a charge
    And the customer starts another order
    And the customer pays
    Then the customer has the same "shopperReference" in every charge

  @ADY-B20
  Scenario: What is authorised is captured
    Given the customer "authorised" at the checkout
    When the customer pays
    And the charge was answered "Authorised"
    And the notification of the charge arrives
    Then a capture of the charge is sent
    And the capture is of the whole charge, where "whole_captures" is claimed

  @ADY-B20
  Scenario: What is authorised later is captured, too
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And the notification of the charge arrives
    Then a capture of the charge is sent

  @ADY-B01
  Scenario: The API key stays with the backend
    Given the customer "authorised" at the checkout
    When the customer pays
    And the charge was answered "Authorised"
    And the customer opens the order again
    Then nothing that the customer was sent holds the key "api_key"
