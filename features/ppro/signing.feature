Feature: Authentication
  A merchant is known by its key. Nothing is done for anybody else.

  @PP-A10
  Scenario Outline: A <operation> with a wrong key is refused
    Given an accepted charge
    When the merchant sends a new <operation> signed with another secret
    Then the answer is 401

    Examples:
      | operation     |
      | charge        |
      | charge_status |
      | search        |
      | refund        |
      | agreement     |

  @PP-A10
  Scenario: A request without a key is refused
    Given an accepted charge
    When the merchant sends a new charge without the header "Authorization"
    Then the answer is 401

  @PP-A10
  Scenario Outline: A request with the Authorization "<value>" is refused
    Given an accepted charge
    When the merchant sends a new charge with the header "Authorization" set to "<value>"
    Then the answer is 401

    Examples:
      | value         |
      | Bearer        |
      | Bearer nobody |
      | Basic bm86bm8 |
