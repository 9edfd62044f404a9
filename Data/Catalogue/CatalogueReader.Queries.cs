namespace Glimmerglass.Data.Catalogue;

/// <summary>The questions to the catalogue. What extensions own is left to them, and what Neon puts into each database is left to Neon.</summary>
public sealed partial class CatalogueReader
{
    private const string Version = """
        select current_setting('server_version_num')::integer
        """;

    private const string Applied = """
        select coalesce(max(version), 0)
          from public.schema_migrations
        """;

    private const string Schemas = """
        select 'schema' as kind, '' as "on", quote_ident(n.nspname) as name, '' as definition, 'n' || n.oid as id
          from pg_namespace n
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'public', 'neon', 'neon_migration')
           and not exists (select from pg_depend where classid = 'pg_namespace'::regclass and objid = n.oid and deptype = 'e')
        """;

    private const string Extensions = """
        select 'extension' as kind, '' as "on", quote_ident(x.extname) as name, 'with schema ' || quote_ident(n.nspname) as definition, 'x' || x.oid as id
          from pg_extension x
          join pg_namespace n on n.oid = x.extnamespace
         where x.extname not in ('plpgsql', 'neon')
        """;

    private const string Types = """
        select case t.typtype when 'e' then 'enum type' when 'r' then 'range type' when 'd' then 'domain' else 'composite type' end as kind,
               '' as "on", format('%I.%I', n.nspname, t.typname) as name,
               case t.typtype
                   when 'e' then format('as enum (%s)', (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid))
                   when 'd' then concat_ws(' ', 'as', format_type(t.typbasetype, t.typtypmod),
                                           case when t.typcollation <> b.typcollation then 'collate ' || t.typcollation::regcollation end,
                                           'default ' || pg_get_expr(t.typdefaultbin, 0),
                                           case when t.typnotnull then 'not null' end)
                   when 'r' then format('as range (%s)', concat_ws(', ', 'subtype = ' || format_type(r.rngsubtype, null),
                                           (select format('subtype_opclass = %I.%I', m.nspname, o.opcname) from pg_opclass o join pg_namespace m on m.oid = o.opcnamespace
                                             where o.oid = r.rngsubopc and not o.opcdefault),
                                           case when r.rngcollation <> (select typcollation from pg_type where oid = r.rngsubtype) then 'collation = ' || r.rngcollation::regcollation end,
                                           case when r.rngcanonical <> 0 then 'canonical = ' || r.rngcanonical::regproc end,
                                           case when r.rngsubdiff <> 0 then 'subtype_diff = ' || r.rngsubdiff::regproc end,
                                           (select format('multirange_type_name = %I.%I', mn.nspname, mt.typname) from pg_type mt join pg_namespace mn on mn.oid = mt.typnamespace where mt.oid = r.rngmultitypid)))
                   else ''
               end as definition, 't' || t.oid as id
          from pg_type t
          join pg_namespace n on n.oid = t.typnamespace
          left join pg_type b on b.oid = t.typbasetype
          left join pg_range r on r.rngtypid = t.oid
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and (t.typtype in ('e', 'd', 'r') or (t.typtype = 'c' and exists (select from pg_class where oid = t.typrelid and relkind = 'c')))
           and not exists (select from pg_depend where classid = 'pg_type'::regclass and objid = t.oid and deptype = 'e')
        """;

    private const string Attributes = """
        select 'attribute' as kind, format('%I.%I', n.nspname, c.relname) as "on", quote_ident(a.attname) as name,
               concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attcollation <> t.typcollation then 'collate ' || a.attcollation::regcollation end) as definition, null as id
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid
          join pg_type t on t.oid = a.atttypid
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and c.relkind = 'c'
           and a.attnum > 0
           and not a.attisdropped
           and not exists (select from pg_depend where classid = 'pg_type'::regclass and objid = c.reltype and deptype = 'e')
         order by c.oid, a.attnum
        """;

    private const string DomainConstraints = """
        select 'domain constraint' as kind, format('%I.%I', n.nspname, t.typname) as "on", quote_ident(k.conname) as name, pg_get_constraintdef(k.oid) as definition, null as id
          from pg_constraint k
          join pg_type t on t.oid = k.contypid
          join pg_namespace n on n.oid = t.typnamespace
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and k.contype = 'c'
           and not exists (select from pg_depend where classid = 'pg_type'::regclass and objid = t.oid and deptype = 'e')
        """;

    private const string Routines = """
        select case p.prokind when 'p' then 'procedure' else 'function' end as kind, '' as "on", format('%I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)) as name,
               rtrim(pg_get_functiondef(p.oid), E'\n') as definition, 'p' || p.oid as id
          from pg_proc p
          join pg_namespace n on n.oid = p.pronamespace
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and p.prokind in ('f', 'p', 'w')
           and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e')
           and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'i')
        """;

    private const string Sequences = """
        select 'sequence' as kind, '' as "on", format('%I.%I', n.nspname, c.relname) as name,
               concat_ws(' ', case c.relpersistence when 'u' then 'unlogged' end,
                         format('as %s increment by %s minvalue %s maxvalue %s start with %s cache %s', format_type(s.seqtypid, null), s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache),
                         case when s.seqcycle then 'cycle' else 'no cycle' end) as definition, 'c' || c.oid as id
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join pg_sequence s on s.seqrelid = c.oid
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype in ('e', 'i'))
        """;

    private const string Tables = """
        select 'table' as kind, '' as "on", format('%I.%I', n.nspname, c.relname) as name,
               concat_ws(' ', case c.relpersistence when 'u' then 'unlogged' end, 'table', 'partition by ' || pg_get_partkeydef(c.oid),
                         case when m.amname <> 'heap' then 'using ' || quote_ident(m.amname) end) as definition, 'c' || c.oid as id
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          left join pg_am m on m.oid = c.relam
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and c.relkind in ('r', 'p')
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
        """;

    private const string ColumnsOfTables = """
        select 'column' as kind, format('%I.%I', n.nspname, c.relname) as "on", quote_ident(a.attname) as name,
               concat_ws(' ', format_type(a.atttypid, a.atttypmod),
                         case when a.attcollation <> t.typcollation then 'collate ' || a.attcollation::regcollation end,
                         case a.attgenerated when 's' then format('generated always as (%s) stored', pg_get_expr(d.adbin, d.adrelid)) end,
                         case when a.attnotnull then 'not null' end) as definition, null as id
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid
          join pg_type t on t.oid = a.atttypid
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum and a.attgenerated <> ''
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and c.relkind in ('r', 'p')
           and a.attnum > 0
           and not a.attisdropped
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
         order by c.oid, a.attnum
        """;

    private const string Defaults = """
        select 'default' as kind, format('%I.%I', n.nspname, c.relname) as "on", quote_ident(a.attname) as name, pg_get_expr(d.adbin, d.adrelid) as definition, null as id
          from pg_attrdef d
          join pg_class c on c.oid = d.adrelid
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and c.relkind in ('r', 'p')
           and a.attgenerated = ''
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
        """;

    private const string Identities = """
        select 'identity' as kind, format('%I.%I', n.nspname, c.relname) as "on", quote_ident(a.attname) as name,
               format('generated %s as identity (sequence name %I.%I increment by %s minvalue %s maxvalue %s start with %s cache %s %s)',
                      case a.attidentity when 'a' then 'always' else 'by default' end, sn.nspname, sc.relname, s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache,
                      case when s.seqcycle then 'cycle' else 'no cycle' end) as definition, null as id
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
          join pg_depend o on o.refclassid = 'pg_class'::regclass and o.refobjid = c.oid and o.refobjsubid = a.attnum and o.classid = 'pg_class'::regclass and o.deptype = 'i'
          join pg_sequence s on s.seqrelid = o.objid
          join pg_class sc on sc.oid = s.seqrelid
          join pg_namespace sn on sn.oid = sc.relnamespace
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and c.relkind in ('r', 'p')
           and not c.relispartition
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
        """;

    private const string Descents = """
        select case when i.relkind in ('i', 'I') then 'index partition' when i.relispartition then 'partition' else 'inheritance' end as kind,
               format('%I.%I', n.nspname, i.relname) as "on", format('%I.%I', pn.nspname, p.relname) as name,
               coalesce(pg_get_expr(i.relpartbound, i.oid), '') as definition, null as id
          from pg_inherits h
          join pg_class i on i.oid = h.inhrelid
          join pg_namespace n on n.oid = i.relnamespace
          join pg_class p on p.oid = h.inhparent
          join pg_namespace pn on pn.oid = p.relnamespace
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and i.relkind in ('r', 'p', 'i', 'I')
         order by i.oid, h.inhseqno
        """;

    private const string SequenceOwners = """
        select 'sequence owner' as kind, format('%I.%I', n.nspname, s.relname) as "on", '' as name, format('%I.%I.%I', tn.nspname, t.relname, a.attname) as definition, null as id
          from pg_depend o
          join pg_class s on s.oid = o.objid and s.relkind = 'S'
          join pg_namespace n on n.oid = s.relnamespace
          join pg_class t on t.oid = o.refobjid
          join pg_namespace tn on tn.oid = t.relnamespace
          join pg_attribute a on a.attrelid = o.refobjid and a.attnum = o.refobjsubid
         where o.classid = 'pg_class'::regclass
           and o.refclassid = 'pg_class'::regclass
           and o.deptype = 'a'
           and n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = s.oid and deptype = 'e')
        """;

    private const string Options = """
        select case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'i' then 'index' when 'I' then 'index' else 'table' end || ' options' as kind,
               format('%I.%I', n.nspname, c.relname) as "on", '' as name,
               (select string_agg(format('%I = %L', option_name, option_value), ', ' order by option_name) from pg_options_to_table(c.reloptions)) as definition, null as id
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and c.relkind in ('r', 'p', 'v', 'm', 'i', 'I')
           and cardinality(c.reloptions) > 0
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
        """;

    private const string Constraints = """
        select 'constraint' as kind, format('%I.%I', n.nspname, c.relname) as "on", quote_ident(k.conname) as name,
               pg_get_constraintdef(k.oid)
               || case when exists (select from pg_trigger where tgconstraint = k.oid and tgisinternal and tgenabled <> 'O') then ' (disabled)' else '' end as definition, null as id
          from pg_constraint k
          join pg_class c on c.oid = k.conrelid
          join pg_namespace n on n.oid = c.relnamespace
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and c.relkind in ('r', 'p')
           and (k.contype in ('p', 'u', 'x') or (k.contype = 'c' and k.conislocal) or (k.contype = 'f' and k.conparentid = 0))
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
        """;

    private const string Views = """
        select case c.relkind when 'm' then 'materialized view' else 'view' end as kind, '' as "on", format('%I.%I', n.nspname, c.relname) as name,
               rtrim(ltrim(pg_get_viewdef(c.oid)), ';') || case when c.relkind = 'm' and not c.relispopulated then ' (without rows)' else '' end as definition, 'c' || c.oid as id
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and c.relkind in ('v', 'm')
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
        """;

    private const string Indexes = """
        select 'index' as kind, format('%I.%I', n.nspname, t.relname) as "on", format('%I.%I', n.nspname, c.relname) as name,
               pg_get_indexdef(i.indexrelid) || case when i.indisvalid and i.indisready and i.indislive then '' else ' (invalid)' end as definition, null as id
          from pg_index i
          join pg_class c on c.oid = i.indexrelid
          join pg_class t on t.oid = i.indrelid
          join pg_namespace n on n.oid = c.relnamespace
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and not exists (select from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u', 'x'))
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = t.oid and deptype = 'e')
        """;

    private const string Triggers = """
        select 'trigger' as kind, format('%I.%I', n.nspname, c.relname) as "on", quote_ident(g.tgname) as name,
               pg_get_triggerdef(g.oid) || case g.tgenabled when 'D' then ' (disabled)' when 'R' then ' (replica)' when 'A' then ' (always)' else '' end as definition, null as id
          from pg_trigger g
          join pg_class c on c.oid = g.tgrelid
          join pg_namespace n on n.oid = c.relnamespace
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and not g.tgisinternal
           and g.tgparentid = 0
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
        """;

    private const string RowSecurity = """
        select 'row security' as kind, format('%I.%I', n.nspname, c.relname) as "on", '' as name,
               concat_ws(' and ', case when c.relrowsecurity then 'enabled' end, case when c.relforcerowsecurity then 'forced' end) as definition, null as id
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
           and c.relkind in ('r', 'p')
           and (c.relrowsecurity or c.relforcerowsecurity)
           and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
        """;

    private const string Policies = """
        select 'policy' as kind, format('%I.%I', n.nspname, c.relname) as "on", quote_ident(p.polname) as name,
               concat_ws(' ', case when p.polpermissive then 'as permissive' else 'as restrictive' end,
                         case p.polcmd when 'r' then 'for select' when 'a' then 'for insert' when 'w' then 'for update' when 'd' then 'for delete' else 'for all' end,
                         'to ' || (select string_agg(case when role.oid = 0 then 'public' else quote_ident(pg_get_userbyid(role.oid)) end, ', ' order by role.oid) from unnest(p.polroles) as role (oid)),
                         format('using (%s)', pg_get_expr(p.polqual, p.polrelid)),
                         case when p.polwithcheck is not null then format('with check (%s)', pg_get_expr(p.polwithcheck, p.polrelid)) end) as definition, null as id
          from pg_policy p
          join pg_class c on c.oid = p.polrelid
          join pg_namespace n on n.oid = c.relnamespace
         where n.nspname !~ '^pg_'
           and n.nspname not in ('information_schema', 'neon', 'neon_migration')
        """;

    // A right that everybody has by default is no fact, and neither is one that was given and taken back. The owner is called so, whatever its role.
    private const string Grants = """
        with object as (
            select 'table' as type, 'r'::"char" as default_type, c.oid, format('%I.%I', n.nspname, c.relname) as name, c.relowner as owner, c.relacl as acl, '' as columns, 'pg_class'::regclass as class
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'neon', 'neon_migration') and c.relkind in ('r', 'p', 'v', 'm') and c.relacl is not null
             union all
            select 'table', 'c', c.oid, format('%I.%I', n.nspname, c.relname), c.relowner, a.attacl, format(' (%I)', a.attname), 'pg_class'::regclass
              from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
             where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'neon', 'neon_migration') and c.relkind in ('r', 'p', 'v', 'm') and a.attacl is not null
             union all
            select 'sequence', 's', c.oid, format('%I.%I', n.nspname, c.relname), c.relowner, c.relacl, '', 'pg_class'::regclass
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'neon', 'neon_migration') and c.relkind = 'S' and c.relacl is not null
             union all
            select 'routine', 'f', p.oid, format('%I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)), p.proowner, p.proacl, '', 'pg_proc'::regclass
              from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'neon', 'neon_migration') and p.prokind in ('f', 'p', 'w') and p.proacl is not null
             union all
            select 'type', 'T', t.oid, format('%I.%I', n.nspname, t.typname), t.typowner, t.typacl, '', 'pg_type'::regclass
              from pg_type t join pg_namespace n on n.oid = t.typnamespace
             where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'neon', 'neon_migration') and t.typacl is not null
             union all
            select 'schema', 'n', n.oid, quote_ident(n.nspname), n.nspowner, n.nspacl, '', 'pg_namespace'::regclass
              from pg_namespace n
             where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'neon', 'neon_migration') and n.nspacl is not null
        ), given as (
            select o.type, o.name, o.owner, g.grantee, lower(g.privilege_type) || o.columns || case when g.is_grantable and g.grantee <> o.owner then ' with grant option' else '' end as privilege
              from object o, aclexplode(o.acl) as g
             where not exists (select from pg_depend where classid = o.class and objid = o.oid and deptype = 'e')
        ), ordinary as (
            select o.type, o.name, o.owner, g.grantee, lower(g.privilege_type) as privilege
              from object o, aclexplode(acldefault(o.default_type, o.owner)) as g
             where o.columns = ''
               and not exists (select from pg_depend where classid = o.class and objid = o.oid and deptype = 'e')
             union all
            select o.type, o.name, o.owner, 0, 'usage'
              from object o
             where o.type = 'schema'
               and o.name = 'public'
        ), compared as (
            select type, name, owner, grantee,
                   (select string_agg(g.privilege, ', ' order by g.privilege collate "C") from given g where (g.type, g.name, g.grantee) = (e.type, e.name, e.grantee)) as given,
                   (select string_agg(d.privilege, ', ' order by d.privilege collate "C") from ordinary d where (d.type, d.name, d.grantee) = (e.type, e.name, e.grantee)) as ordinary
              from (select type, name, owner, grantee from given union select type, name, owner, grantee from ordinary) as e
        )
        select 'grant' as kind, type || ' ' || name as "on",
               case when grantee = owner then 'owner' when grantee = 0 then 'public' else 'role ' || quote_ident(pg_get_userbyid(grantee)) end as name, coalesce(given, 'nothing') as definition, null as id
          from compared
         where given is distinct from ordinary
           and not exists (select from pg_roles where oid = grantee and rolname in ('neon_superuser', 'cloud_admin', 'neon_service'))
        """;

    // Which thing needs which other one, for things that can need each other: types, routines, sequences, tables and views.
    private const string Needs = """
        with thing as (
            select 'pg_class'::regclass::oid as class, c.oid, case c.relkind when 'c' then 't' || c.reltype else 'c' || c.oid end as id
              from pg_class c
             where c.relkind in ('r', 'p', 'v', 'm', 'S', 'c') and c.oid >= 16384
             union all
            select 'pg_type'::regclass, t.oid,
                   case when t.typrelid <> 0 and k.relkind <> 'c' then 'c' || t.typrelid
                        when t.typtype = 'm' then 't' || (select rngtypid from pg_range where rngmultitypid = t.oid)
                        when e.oid is not null and e.typrelid <> 0 and ek.relkind <> 'c' then 'c' || e.typrelid
                        when e.oid is not null then 't' || e.oid
                        else 't' || t.oid
                   end
              from pg_type t
              left join pg_class k on k.oid = t.typrelid
              left join pg_type e on e.oid = t.typelem and e.typarray = t.oid
              left join pg_class ek on ek.oid = e.typrelid
             where t.oid >= 16384
             union all
            select 'pg_proc'::regclass, p.oid, 'p' || p.oid from pg_proc p where p.oid >= 16384
             union all
            select 'pg_attrdef'::regclass, d.oid, 'c' || d.adrelid from pg_attrdef d
             union all
            select 'pg_rewrite'::regclass, w.oid, 'c' || w.ev_class from pg_rewrite w where w.oid >= 16384
             union all
            select 'pg_constraint'::regclass, k.oid, 't' || k.contypid from pg_constraint k where k.contypid <> 0
        )
        select distinct f.id as id, t.id as needs
          from pg_depend d
          join thing f on f.class = d.classid and f.oid = d.objid
          join thing t on t.class = d.refclassid and t.oid = d.refobjid
         where d.deptype = 'n'
           and f.id <> t.id
        """;

    // What a backup does not hold either. Objects below 16384 came with the server.
    private const string Uncompared = """
        with counted (kind, count) as (
            select 'comments', (select count(*) from pg_description d where d.objoid >= 16384 and not exists (select from pg_depend e where e.classid = d.classoid and e.objid = d.objoid and e.deptype = 'e') and d.classoid <> 'pg_extension'::regclass)
             union all
            select 'event triggers', (select count(*) from pg_event_trigger e where not exists (select from pg_depend where classid = 'pg_event_trigger'::regclass and objid = e.oid and deptype = 'e'))
             union all
            select 'publications', (select count(*) from pg_publication)
             union all
            select 'foreign data wrappers and servers', (select count(*) from pg_foreign_server) + (select count(*) from pg_foreign_data_wrapper w where not exists (select from pg_depend where classid = 'pg_foreign_data_wrapper'::regclass and objid = w.oid and deptype = 'e'))
             union all
            select 'foreign tables', (select count(*) from pg_foreign_table)
             union all
            select 'casts', (select count(*) from pg_cast c where c.oid >= 16384 and not exists (select from pg_depend where classid = 'pg_cast'::regclass and objid = c.oid and deptype = 'e'))
             union all
            select 'operators', (select count(*) from pg_operator o where o.oid >= 16384 and not exists (select from pg_depend where classid = 'pg_operator'::regclass and objid = o.oid and deptype = 'e'))
             union all
            select 'operator classes', (select count(*) from pg_opclass o where o.oid >= 16384 and not exists (select from pg_depend where classid = 'pg_opclass'::regclass and objid = o.oid and deptype = 'e'))
             union all
            select 'aggregates', (select count(*) from pg_proc p where p.oid >= 16384 and p.prokind = 'a' and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e'))
             union all
            select 'base types', (select count(*) from pg_type t where t.oid >= 16384 and t.typtype in ('b', 'p') and t.typelem = 0 and not exists (select from pg_depend where classid = 'pg_type'::regclass and objid = t.oid and deptype in ('e', 'i')))
             union all
            select 'text search objects', (select count(*) from pg_ts_config c where c.oid >= 16384 and not exists (select from pg_depend where classid = 'pg_ts_config'::regclass and objid = c.oid and deptype = 'e'))
                                        + (select count(*) from pg_ts_dict t where t.oid >= 16384 and not exists (select from pg_depend where classid = 'pg_ts_dict'::regclass and objid = t.oid and deptype = 'e'))
             union all
            select 'statistics objects', (select count(*) from pg_statistic_ext)
             union all
            select 'rules', (select count(*) from pg_rewrite w join pg_class c on c.oid = w.ev_class where w.oid >= 16384 and w.rulename <> '_RETURN' and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e'))
             union all
            select 'collations', (select count(*) from pg_collation c where c.oid >= 16384 and not exists (select from pg_depend where classid = 'pg_collation'::regclass and objid = c.oid and deptype = 'e'))
             union all
            select 'default privileges', (select count(*) from pg_default_acl)
             union all
            select 'large objects', (select count(*) from pg_largeobject_metadata)
             union all
            select 'column storage and statistics settings', (select count(*) from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
                                                               where c.oid >= 16384 and c.relkind in ('r', 'p', 'm') and a.attnum > 0 and not a.attisdropped
                                                                 and (a.attstorage <> t.typstorage or a.attcompression <> '' or a.attstattarget is not null or a.attoptions is not null))
             union all
            select 'replica identities', (select count(*) from pg_class c where c.oid >= 16384 and c.relkind in ('r', 'p') and c.relreplident <> 'd')
             union all
            select 'settings of the database and its roles', (select count(*) from pg_db_role_setting s where s.setdatabase = (select oid from pg_database where datname = current_database()))
             union all
            select 'security labels', (select count(*) from pg_seclabel)
             union all
            select 'roles', (select count(*) from pg_roles r where r.rolname !~ '^pg_' and r.rolname not in ('neon_superuser', 'cloud_admin', 'neon_service'))
        )
        select kind, count::integer as count
          from counted
         where count > 0
         order by kind
        """;
}
