export interface CustomerTables {}
