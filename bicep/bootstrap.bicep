// Run once for an environment, by a person who may give out roles: makes the identity that deploys bicep/main.bicep from then on, in workflows of the
// GitHub environment <environment>-infrastructure. It may give out the roles that main.bicep gives, to identities of programs, and no others.
targetScope = 'resourceGroup'

@description('Which environment this is.')
@allowed(['dev', 'staging', 'production'])
param environmentName string

@description('The Azure region of the identity.')
@minLength(3)
@maxLength(40)
param location string = resourceGroup().location

@description('The GitHub repository whose workflows may act for the identity, as owner/name.')
@minLength(3)
@maxLength(140)
param repository string

var roles = loadJsonContent('roles.json')

// What main.bicep and its modules give out.
var assignableRoles = [
  roles.Contributor
  roles['Key Vault Secrets User']
  roles['Monitoring Metrics Publisher']
  roles['Monitoring Reader']
  roles.Reader
  roles['Storage Blob Data Contributor']
  roles['Storage Blob Data Owner']
  roles['Storage Blob Data Reader']
  roles['Storage Blob Delegator']
  roles['Storage Queue Data Contributor']
  roles['Storage Table Data Contributor']
  roles['Website Contributor']
]
var assignable = join(assignableRoles, ', ')
var shortNames = { dev: 'dev', staging: 'stg', production: 'prd' }

module identity 'modules/identity.bicep' = {
  name: 'infrastructure-identity'
  params: {
    name: 'id-glimmerglass-infrastructure-${shortNames[environmentName]}'
    location: location
    tags: {
      application: 'glimmerglass'
      environment: environmentName
      repository: repository
      'managed-by': 'bicep'
    }
    federatedSubject: 'repo:${repository}:environment:${environmentName}-infrastructure'
  }
}

module access 'modules/infrastructureAccess.bicep' = {
  name: 'infrastructure-access'
  params: {
    principalId: identity.outputs.principalId
    assignable: assignable
  }
}

@description('The client id that the infrastructure workflow signs in with.')
output infrastructureClientId string = identity.outputs.clientId
