// An identity of its own for one purpose, and the GitHub environment whose workflows may act for it.

@description('The name of the identity.')
@minLength(3)
@maxLength(128)
param name string

@description('The Azure region.')
param location string

@description('What is written on the resource.')
param tags object

@description('The subject of the tokens of GitHub that stand for this identity, as repo:owner/name:environment:word. Empty: no workflow acts for it.')
@maxLength(600)
param federatedSubject string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

resource gitHub 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = if (!empty(federatedSubject)) {
  parent: identity
  name: 'github'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    subject: federatedSubject
    audiences: ['api://AzureADTokenExchange']
  }
}

@description('The resource id.')
output id string = identity.id

@description('The id that programs name the identity by.')
output clientId string = identity.properties.clientId

@description('The id that roles are given to.')
output principalId string = identity.properties.principalId
