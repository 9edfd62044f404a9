// Mails when the environment costs more than was meant. It stops nothing.

@description('The name of the budget.')
@minLength(1)
@maxLength(63)
param name string

@description('What a month may cost, in the currency of the subscription.')
@minValue(10)
@maxValue(100000)
param amount int

@description('The first day of a month, as 2026-12-01.')
@minLength(10)
@maxLength(10)
param startsOn string

@description('Mail addresses.')
@minLength(1)
@maxLength(50)
param contacts string[]

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: '${startsOn}T00:00:00Z' }
    notifications: {
      half: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 50
        thresholdType: 'Actual'
        contactEmails: contacts
      }
      nearly: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: contacts
      }
      spent: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Actual'
        contactEmails: contacts
      }
      foreseen: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: contacts
      }
    }
  }
}
