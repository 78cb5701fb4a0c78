Feature: The same business at every provider
  Whatever a provider calls it, money that was paid once is given back at most once.

  @EQ-001 @control @moves-money
  Scenario Outline: A part of a payment is given back at <provider>
    Given "100.00" was paid
    When "40.00" of it is given back
    Then the refund is made

    @amazon_pay_india
    Examples:
      | provider          |
      | Amazon Pay, India |

    @juspay
    Examples:
      | provider |
      | Juspay   |

    @ppro
    Examples:
      | provider |
      | PPRO     |

    @adyen
    Examples:
      | provider |
      | Adyen    |

  @EQ-001 @control @moves-money
  Scenario Outline: The rest of a payment is given back at <provider>
    Given "100.00" was paid
    And "40.00" of it was given back
    When "60.00" of it is given back
    Then the refund is made

    @amazon_pay_india
    Examples:
      | provider          |
      | Amazon Pay, India |

    @juspay
    Examples:
      | provider |
      | Juspay   |

    @ppro
    Examples:
      | provider |
      | PPRO     |

    @adyen
    Examples:
      | provider |
      | Adyen    |

  @EQ-002 @control @moves-money
  Scenario Outline: One cent more than was paid is not given back at <provider>
    Given "100.00" was paid
    And "40.00" of it was given back
    And "60.00" of it was given back
    When "0.01" of it is given back
    Then the refund is not made

    @amazon_pay_india
    Examples:
      | provider          |
      | Amazon Pay, India |

    @juspay
    Examples:
      | provider |
      | Juspay   |

    @ppro
    Examples:
      | provider |
      | PPRO     |

    @adyen
    Examples:
      | provider |
      | Adyen    |

  @EQ-003 @control @moves-money
  Scenario Outline: A refund beyond the rest is not made, and leaves the rest to give back, at <provider>
    Given "100.00" was paid
    And "60.00" of it was given back
    When "40.01" of it is given back
    And "40.00" of it is given back
    Then the refund is made

    @amazon_pay_india
    Examples:
      | provider          |
      | Amazon Pay, India |

    @juspay
    Examples:
      | provider |
      | Juspay   |

    @ppro
    Examples:
      | provider |
      | PPRO     |

    @adyen
    Examples:
      | provider |
      | Adyen    |

  @EQ-004 @control @moves-money
  Scenario Outline: A refund that is sent twice is made once at <provider>
    Given "100.00" was paid
    And "40.00" of it was given back
    When the same refund is sent again
    And "60.00" of it is given back
    Then the refund is made

    @amazon_pay_india
    Examples:
      | provider          |
      | Amazon Pay, India |

    @juspay
    Examples:
      | provider |
      | Juspay   |

    @ppro
    Examples:
      | provider |
      | PPRO     |

    @adyen
    Examples:
      | provider |
      | Adyen    |

  @EQ-005 @control @moves-money
  Scenario Outline: What holds for an amount holds for <times> times as much at <provider>
    Given "<paid>" was paid
    When "<part>" of it is given back
    Then the refund is made

    @amazon_pay_india
    Examples:
      | provider          | times | paid   | part   |
      | Amazon Pay, India | 2     | 200.00 | 80.00  |
      | Amazon Pay, India | 7     | 700.00 | 280.00 |

    @juspay
    Examples:
      | provider | times | paid   | part   |
      | Juspay   | 2     | 200.00 | 80.00  |
      | Juspay   | 7     | 700.00 | 280.00 |

    @ppro
    Examples:
      | provider | times | paid   | part   |
      | PPRO     | 2     | 200.00 | 80.00  |
      | PPRO     | 7     | 700.00 | 280.00 |

    @adyen
    Examples:
      | provider | times | paid   | part   |
      | Adyen    | 2     | 200.00 | 80.00  |
      | Adyen    | 7     | 700.00 | 280.00 |
