// Generated types without the leads partitions: those belong to whichever workspaces this database has.
const PARTITION = /,"leads_p_\w+": \{\s+Row: \{[^}]*\}[\s\S]*?Relationships: \[\s*\]\s+\}/g;

/** No code names a partition, so a workspace that is launched must not change the types. */
export const withoutPartitions = (types: string): string => types.replace(PARTITION, "");
