/** Encryption at rest, blind indexes, signed tokens: pure functions on key bytes, and the master key's file. */
export { type DataKey, keyIdOf, leafOf, masterAsKey, newKeyBytes, open, seal } from './cipher.ts'
export { cryptoErrors } from './errors.ts'
export {
  type KeyTree,
  newTreeId,
  newTreeRows,
  openKeyTree,
  packRow,
  type TreeRow,
  unitOfPerson,
  unpackRow,
} from './key-tree.ts'
export { createMasterKey, readMasterKey } from './master-key.ts'
export { signToken, verifyToken } from './tokens.ts'
export { createVault, type Vault, type VaultKeys } from './vault.ts'
