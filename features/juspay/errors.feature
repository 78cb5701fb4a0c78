Feature: Errors
  What cannot be carried out is refused with a published code, sentence and number.

  @JP-A14
  Scenario: An order that was never created is not found
    Given an accepted order
    When the merchant sends a new order_status with "order_id" set to "signoff-no-order"
    Then the request is refused with "NOT_FOUND"

  @JP-A14
  Scenario: A refund of an order that was never created is refused
    Given an accepted order
    When the merchant sends a new refund with "order_id" set to "signoff-no-order"
    Then the answer is 400
    And the request is refused with "NOT_FOUND, INVALID_ORDERID"

  @JP-A16
  Scenario Outline: A session whose <member> is "<value>" is refused with code and sentence
    Given an eligible customer
    And an accepted session
    When the merchant sends a new session with "<member>" set to "<value>"
    Then the answer is 400
    And the refusal matches its schema

    Examples:
      | member | value    |
      | amount | 100.1532 |
      | amount | -1       |
      | action | pay      |
