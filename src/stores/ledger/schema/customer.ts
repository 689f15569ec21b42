export type CustomerTables = {}
