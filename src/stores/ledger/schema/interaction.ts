export interface InteractionTables {}
