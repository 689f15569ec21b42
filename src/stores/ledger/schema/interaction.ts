export type InteractionTables = {}
