export type InsightTables = {}
