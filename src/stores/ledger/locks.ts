/**
 * Numbers of advisory locks, the same in all processes and in one place, so that no two mean the same lock. A number
 * once given stays: a process of the version before may hold it.
 */
export const lockNumbers = {
  persons: 741_001,
  ownership: 741_002,
  merges: 741_003,
  overridePump: 741_004,
  nameIndex: 741_005,
  householdPump: 741_006,
  datePump: 741_007,
  prospectPump: 741_008,
  certificates: 741_012,
  privacyRequests: 741_013,
  legalHolds: 741_014,
  companies: 741_018,
  companyPump: 741_019,
  companyFigures: 741_034,
  households: 741_020,
  consentPump: 741_023,
  needPump: 741_027,
  deskAgents: 741_039,
  deskRules: 741_040,
  letters: 741_050,
  reachPump: 741_058,
  caseOwners: 741_053,
  sendingHolds: 741_067,
  mediaSpend: 741_069,
  signUps: 741_073,
  launches: 4_100_004,
} as const
