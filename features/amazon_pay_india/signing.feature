Feature: Signing
  A signer is asked to sign requests and to verify answers. Each scenario aims at one published rule; a plain request,
  in which nothing has to be encoded, sorted or flattened, must be signed right first.

  @APL-S01
  Scenario: The canonical request has five parts joined by four line feeds
    Given a plain charge to sign
    When the signer signs it
    Then the signature is the published one

  @APL-S01
  Scenario: A request without members has five parts, too
    Given a plain charge to sign
    When the signer signs it without members
    Then the signature is the published one

  @APL-S01
  Scenario: The third part is the query of a GET
    Given a plain charge_status to sign
    When the signer signs it
    Then the signature is the published one

  @APL-S02
  Scenario: The second part is host and path, without a scheme
    Given a plain charge to sign
    When the signer signs it
    Then the signature is the published one

  @APL-S02
  Scenario: The second part has no query
    Given a plain charge_status to sign
    When the signer signs it
    Then the signature is the published one

  @APL-S02
  Scenario Outline: The second part is that of <url>
    Given a plain charge to sign
    When the signer signs it at "<url>"
    Then the signature is the published one

    Examples:
      | url                                                    |
      | https://amazonpay.amazon.in/v1/payments/charge         |
      | https://amazonpay-sandbox.amazon.in/v1/payments/refund |

  @APL-S03
  Scenario Outline: The members <members> are sorted by code unit
    Given a plain charge to sign
    When the signer signs it with the members "<members>"
    Then the signature is the published one

    Examples:
      | members                                                 |
      | {'currencyCode':'INR','amount':'1.00'}                  |
      | {'intent':'Capture','Amount':'1.00','_note':'x','a':''} |
      | {'zeta':'1','Zeta':'2','alpha':'3'}                     |

  @APL-S03
  Scenario: The parameters of a query are sorted by code unit
    Given a plain charge_status to sign
    When the signer signs it with the query "txnIdType=MerchantTxnId&txnId=order1&merchantId=MID"
    Then the signature is the published one

  @APL-S04
  Scenario Outline: The value <value> is percent-encoded in upper-case hex
    Given a plain charge to sign
    When the signer signs it with the members "{'note':'<value>'}"
    Then the signature is the published one

    Examples:
      | value             |
      | a/b               |
      | Atza\|Iw+EB/df==  |
      | !()*              |
      | café              |
      | ₹1,499            |
      | 😀                |
      | -._~              |
      | [x]:@&;,$         |

  @APL-S04
  Scenario: Names are percent-encoded, too
    Given a plain charge to sign
    When the signer signs it with the members "{'na/me':'value'}"
    Then the signature is the published one

  @APL-S04
  Scenario: A parameter is decoded once and encoded once
    Given a plain charge_status to sign
    When the signer signs it with the query "accessToken=Atza%7CIw%2BEB%2Fdf%3D%3D"
    Then the signature is the published one

  @APL-S05
  Scenario Outline: The spaces of "<value>" are encoded as %20
    Given a plain charge to sign
    When the signer signs it with the members "{'note':'<value>'}"
    Then the signature is the published one

    Examples:
      | value            |
      | Order 1          |
      | two  spaces  kept |

  @APL-S06
  Scenario: A percent sign is encoded again
    Given a plain charge to sign
    When the signer signs it with the members "{'note':'user%40shop'}"
    Then the signature is the published one

  @APL-S07
  Scenario: Exactly the seven published headers are signed
    Given a plain charge to sign
    When the signer signs it
    Then the signature is the published one

  @APL-S07
  Scenario Outline: The header <header> is not among the seven and is not signed
    Given a plain charge to sign
    When the signer signs it with the header "<header>" set to "<value>"
    Then the signature is the published one

    Examples:
      | header       | value            |
      | x-amz-rid    | not-signed       |
      | X-Amz-Rid    | not-signed       |
      | Content-Type | application/json |

  @APL-S08
  Scenario Outline: The header value "<value>" is percent-encoded
    Given a plain charge to sign
    When the signer signs it with the header "x-amz-user-agent" set to "<value>"
    Then the signature is the published one

    Examples:
      | value                                       |
      | agent@1                                     |
      | Mozilla/5.0 (X11; Linux x86_64) Firefox/140 |

  @APL-S09
  Scenario: The query line of a POST is empty
    Given a plain charge to sign
    When the signer signs it
    Then the signature is the published one

  @APL-S09
  Scenario: What a GET sends as parameters stands in the body line of a POST
    Given a plain charge to sign
    When the signer signs it with the members "{'txnId':'order1','txnIdType':'MerchantTxnId'}"
    Then the signature is the published one

  @APL-S10
  Scenario: The canonical request of a GET ends with a line feed
    Given a plain charge_status to sign
    When the signer signs it
    Then the signature is the published one

  @APL-S10
  Scenario: That of another GET ends with a line feed, too
    Given a plain charge_status to sign
    When the signer signs it at "https://amazonpay-sandbox.amazon.in/v1/payments/instruments?instrumentTypes=AmazonPayLater&merchantId=MID"
    Then the signature is the published one

  @APL-S11
  Scenario: An empty member stays in the line
    Given a plain charge to sign
    When the signer signs it with the members "{'callbackUrl':'','paymentMetaData':''}"
    Then the signature is the published one

  @APL-S12
  Scenario: An object is written as its members in braces
    Given a plain charge to sign
    When the signer signs it with the members "{'storeDetail':{'storeIdType':'MERCHANT_STORE_ID','storeId':'Test_Store_1'}}"
    Then the signature is the published one

  @APL-S13
  Scenario Outline: The array <array> is written in brackets
    Given a plain charge to sign
    When the signer signs it with the members "{'cancelIntent':<array>}"
    Then the signature is the published one

    Examples:
      | array                       |
      | ['CANCEL_TOKEN']            |
      | ['CANCEL_TOKEN','REFUND']   |

  @APL-S14
  Scenario Outline: A hash that begins with <zeros> keeps its zeros
    Given a plain charge to sign
    When the signer signs it as a hash that begins with "<zeros>"
    Then the signature is the published one

    Examples:
      | zeros |
      | 0     |
      | 00    |

  @APL-S15
  Scenario: The string to sign has four lines and no line feed at its end
    Given a plain charge to sign
    When the signer signs it
    Then the signature is the published one

  @APL-S15
  Scenario Outline: The second line is the time <date>, whatever the hour
    Given a plain charge to sign
    When the signer signs it with the header "x-amz-date" set to "<date>"
    Then the signature is the published one

    Examples:
      | date             |
      | 20260618T000000Z |
      | 20260618T235959Z |

  @APL-S16
  Scenario Outline: The scope of <date> begins with its calendar day
    Given a plain charge to sign
    When the signer signs it with the header "x-amz-date" set to "<date>"
    Then the signature is the published one

    Examples:
      | date             |
      | 20251230T120000Z |
      | 20270101T000000Z |
      | 20280229T235959Z |

  @APL-S17
  Scenario: The signing key is derived in four steps from raw keys
    Given a plain charge to sign
    When the signer signs it
    Then the signature is the published one

  @APL-S17
  Scenario: The signing key is that of the secret
    Given a plain charge to sign
    When the signer signs it with another secret key
    Then the signature is the published one

  @APL-S17
  Scenario Outline: The signing key is that of the day of <date>
    Given a plain charge to sign
    When the signer signs it with the header "x-amz-date" set to "<date>"
    Then the signature is the published one

    Examples:
      | date             |
      | 20260619T101530Z |
      | 20271015T000000Z |

  @APL-S18
  Scenario: The signature is 64 characters of base64url
    Given a plain charge to sign
    When the signer signs it as a hash that begins with "3"
    Then the signature is the published one

  @APL-S19
  Scenario: The Authorization header names the access key and the signature
    Given a plain charge to sign
    When the signer signs it
    Then its Authorization header has the published form

  @APL-S21
  Scenario: A missing date is added: the present time in UTC
    Given a plain charge to sign
    When the signer signs it without the header "x-amz-date"
    Then it adds the present time in UTC and signs with it

  @APL-S22
  Scenario: A missing validity is added in whole seconds
    Given a plain charge to sign
    When the signer signs it without the header "x-amz-expires"
    Then it adds a validity in whole seconds and signs with it

  @APL-S24
  Scenario: An answer is verified with its own date
    Given a plain charge to sign
    When the signer verifies an answer of the next day
    Then the answer is found valid
    And it is found forged with another value
    And it is found forged with another date
    And it is found forged with another id
    And it is found forged with another key

  @APL-S25
  Scenario Outline: An answer with the members <members> is verified
    Given a plain charge to sign
    When the signer verifies an answer with the members "<members>"
    Then the answer is found valid
    And it is found forged with another value
    And it is found forged with another date
    And it is found forged with another id
    And it is found forged with another key

    Examples:
      | members                                                                    |
      | {'status':'CaptureApproved','chargeId':'order1','amazonChargeId':'S04-1-1'} |
      | {'requestedAmount':'10.00','approvedAmount':'10.00','currencyCode':'INR'}  |

  # The merchant's backend.

  @APL-S26
  Scenario: An order is not paid by a status whose signature is false
    Given the customer "eligible" at the checkout
    When the customer pays
    And the order is shown as paid
    And the provider signs its answers to the charge_status falsely
    And the customer starts another order
    And the customer pays
    And the merchant was answered with a false signature
    Then the order is not shown as paid

  @APL-S26
  Scenario: An order is not paid by answers of which every signature is false
    Given the customer "eligible" at the checkout
    When the customer pays
    And the order is shown as paid
    And the provider signs its answers to the charge falsely
    And the provider signs its answers to the charge_status falsely
    And the customer starts another order
    And the customer pays
    And the merchant was answered with a false signature
    Then the order is not shown as paid

  @APL-S26
  Scenario: An order is not paid by answers that are not signed
    Given the customer "eligible" at the checkout
    When the customer pays
    And the order is shown as paid
    And the provider leaves its answers to the charge unsigned
    And the provider leaves its answers to the charge_status unsigned
    And the customer starts another order
    And the customer pays
    And the merchant was answered without a signature
    Then the order is not shown as paid

  @APL-S26
  Scenario: Nobody is sent on by the answer to a charge whose signature is false
    Given the customer "needs_authentication" at the checkout
    When the customer pays
    And the charge was answered "CapturePending"
    And the provider signs its answers to the charge falsely
    And the customer starts another order
    And the customer pays
    And the merchant was answered with a false signature
    Then the customer stays at the shop

  @APL-S26
  Scenario: Nobody pays by instruments whose signature is false
    Given the customer "eligible" at the checkout
    And the provider found the customer eligible
    And the option can be chosen
    When the provider signs its answers to the instruments falsely
    And the customer starts another order
    And the merchant was answered with a false signature
    Then the option is hidden or cannot be chosen

  @APL-S26
  Scenario: A refund is not done by answers whose signature is false
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And the refund was answered "Approved"
    And the customer looks at the order
    And the refund is shown as done
    And the provider signs its answers to the refund falsely
    And the provider signs its answers to the refund_status falsely
    And the customer starts another order
    And the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And the merchant was answered with a false signature
    And the customer looks at the order
    Then the refund is not shown as done

  @APL-S26
  Scenario: A pending refund is not done by a status whose signature is false
    Given the customer "eligible" at the checkout with an order of "100.00"
    When the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And the refund was answered "Approved"
    And the customer looks at the order
    And the refund is shown as done
    And the provider begins to keep refunds pending
    And the customer starts another order
    And the customer pays
    And the order is shown as paid
    And the shop refunds "10.00"
    And the refund was answered "Pending"
    And the provider signs its answers to the refund_status falsely
    And the refund ends as "Approved"
    And the notification of the refund arrives
    And the merchant was answered with a false signature
    And the customer looks at the order
    Then the refund is not shown as done
