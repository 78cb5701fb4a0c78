Feature: Signatures of webhooks
  A standard webhook is signed over eight of its fields, others over their bytes. What is not signed by the provider has no
  effect, and what is, is taken as it stands.

  @ADY-D01
  Scenario Outline: A webhook that is <forgery> has no effect
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer "pending" is at the checkout
    And the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And a notification "AUTHORISATION" of the charge arrives that is "<forgery>"
    Then the merchant did not act on the notification

    Examples:
      | forgery                    |
      | signed with another key    |
      | altered psp reference      |
      | altered original reference |
      | altered merchant account   |
      | altered merchant reference |
      | altered amount value       |
      | altered amount currency    |
      | altered event code         |
      | altered success            |

  @ADY-D02
  Scenario Outline: A webhook that is <forgery> is refused without a crash
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And the notification of the charge arrives
    And the merchant acted on the notification
    And the customer "pending" is at the checkout
    And the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And a notification "AUTHORISATION" of the charge arrives that is "<forgery>"
    Then the merchant refuses the notification, and does not fail

    Examples:
      | forgery              |
      | not signed           |
      | signed with nothing  |
      | signed with a number |
      | signed too short     |

  @ADY-D03
  Scenario Outline: The reference <reference> is verified as it stands
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And a notification "AUTHORISATION" of the charge arrives that is "signed with another key"
    And the notification was refused
    And the notification "AUTHORISATION" of the charge arrives with "merchantReference" set to "another-order"
    And the notification was acknowledged
    And the notification "AUTHORISATION" of the charge arrives with "merchantReference" set to "<reference>"
    Then the notification is acknowledged

    Examples:
      | reference   |
      | order:1     |
      | a/b         |
      | two words   |
      | Größe-été-₹ |

  @ADY-D03
  Scenario: A backslash and two spaces are verified as they stand
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And a notification "AUTHORISATION" of the charge arrives that is "signed with another key"
    And the notification was refused
    And the notification "AUTHORISATION" of the charge arrives with "merchantReference" set to "another-order"
    And the notification was acknowledged
    And the notification "AUTHORISATION" of the charge arrives with "merchantReference" set to " a\b  c"
    Then the notification is acknowledged

  @ADY-D04
  Scenario: A webhook that is signed in its headers is verified over its bytes
    Given the customer "authorised" at the checkout
    When the customer agrees to later payments
    And the customer pays
    And a charge with "storePaymentMethod" was sent
    And the payment ends as "Settled"
    And the notification "recurring.token.created" of the charge arrives
    And the notification was acknowledged
    And a notification "recurring.token.created" of the charge arrives that is "altered"
    And the notification was refused
    And a notification "recurring.token.created" of the charge arrives that is "written with spaces"
    Then the notification is acknowledged

  @ADY-D17
  Scenario: While a key is replaced the previous one is good, too
    Given the customer "pending" at the checkout
    When the customer pays
    And the charge was answered "Pending"
    And the payment ends as "Authorised"
    And a notification "AUTHORISATION" of the charge arrives that is "signed with the previous key"
    Then the merchant acts on the notification
