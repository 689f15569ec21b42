export type CampaignTables = {}
