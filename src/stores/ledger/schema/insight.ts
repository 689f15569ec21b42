export interface InsightTables {}
