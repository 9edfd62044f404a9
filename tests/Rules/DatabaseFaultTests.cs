using System.Net.Sockets;
using Glimmerglass.Data;
using Npgsql;

namespace Glimmerglass.Tests.Rules;

public sealed class DatabaseFaultTests
{
    private const string Read = "select id from orders where id = @id";
    private const string Write = "with moved as (update orders set version = version + 1 returning id) select id from moved";

    [Theory]
    [InlineData("40001", Remedy.Repeat)]
    [InlineData("40P01", Remedy.Repeat)]
    [InlineData("55P03", Remedy.Repeat)]
    [InlineData("57P03", Remedy.Repeat)]
    [InlineData("57P05", Remedy.Repeat)]
    [InlineData("08001", Remedy.Repeat)]
    [InlineData("08004", Remedy.Repeat)]
    [InlineData("57P01", Remedy.RepeatIfHarmless)]
    [InlineData("57P02", Remedy.RepeatIfHarmless)]
    [InlineData("08000", Remedy.RepeatIfHarmless)]
    [InlineData("08003", Remedy.RepeatIfHarmless)]
    [InlineData("08006", Remedy.RepeatIfHarmless)]
    [InlineData("53000", Remedy.Shed)]
    [InlineData("53100", Remedy.Shed)]
    [InlineData("53200", Remedy.Shed)]
    [InlineData("53300", Remedy.Shed)]
    [InlineData("53400", Remedy.Shed)]
    [InlineData("25006", Remedy.ReadOnly)]
    [InlineData("23505", Remedy.None)]
    [InlineData("42P01", Remedy.None)]
    [InlineData("57014", Remedy.None)]
    [InlineData("28P01", Remedy.None)]
    public void Each_state_has_its_remedy(string sqlState, Remedy remedy)
    {
        var fault = Answered(sqlState, "whatever");

        Assert.Equal(remedy, DatabaseFault.Of(fault));
        Assert.Equal(remedy == Remedy.Repeat, DatabaseFault.MayRepeat(fault, Write, wasSent: true, isKeyed: false));
        Assert.Equal(remedy is Remedy.Repeat or Remedy.RepeatIfHarmless, DatabaseFault.MayRepeat(fault, Read, wasSent: true, isKeyed: false));
        Assert.Equal(remedy is Remedy.Repeat or Remedy.RepeatIfHarmless, DatabaseFault.MayRepeat(fault, Write, wasSent: true, isKeyed: true));
        Assert.Equal(remedy is Remedy.Repeat or Remedy.RepeatIfHarmless, DatabaseFault.MayRepeat(fault, Write, wasSent: false, isKeyed: false));
    }

    [Theory]
    [InlineData("query_wait_timeout", Remedy.Repeat)]
    [InlineData("server login has been failing, try again later (server_login_retry)", Remedy.Repeat)]
    [InlineData("client_login_timeout", Remedy.Repeat)]
    [InlineData("pgbouncer cannot connect to server", Remedy.Repeat)]
    [InlineData("server conn crashed?", Remedy.RepeatIfHarmless)]
    [InlineData("no more connections allowed (max_client_conn)", Remedy.Shed)]
    [InlineData("something that a later pooler says", Remedy.Shed)]
    public void What_the_pooler_says_is_told_by_its_words(string message, Remedy remedy) => Assert.Equal(remedy, DatabaseFault.Of(Answered("08P01", message)));

    [Fact]
    public void What_took_too_long_is_not_tried_again_and_what_was_cut_off_is_if_it_only_reads()
    {
        var late = new NpgsqlException("late", new TimeoutException());
        var cut = new NpgsqlException("cut", new IOException("reset", new SocketException()));

        Assert.Equal((Remedy.Shed, Remedy.RepeatIfHarmless), (DatabaseFault.Of(late), DatabaseFault.Of(cut)));
        Assert.False(DatabaseFault.MayRepeat(late, Read, wasSent: false, isKeyed: true));
        Assert.Equal((true, false), (DatabaseFault.MayRepeat(cut, Read, wasSent: true, isKeyed: false), DatabaseFault.MayRepeat(cut, Write, wasSent: true, isKeyed: false)));
    }

    [Fact]
    public void What_is_no_fault_of_the_database_has_no_remedy() =>
        Assert.All<Exception>([new InvalidOperationException(), new TimeoutException(), new OperationCanceledException()], fault => Assert.Equal(Remedy.None, DatabaseFault.Of(fault)));

    [Theory]
    [InlineData("select 1", true)]
    [InlineData("\n  with a as (select 1 as n)\nselect n from a", true)]
    [InlineData("SELECT updated_at, deleted, current_setting('server_version') FROM orders", true)]
    [InlineData("select claim_idempotency_key(@a)", false)]
    [InlineData("select id from orders for update", false)]
    [InlineData("select id from orders for share", false)]
    [InlineData("select id into kept from orders", false)]
    [InlineData("SELECT 1; DELETE FROM orders", false)]
    [InlineData("with gone as (delete from orders returning id) select id from gone", false)]
    [InlineData("select pg_try_advisory_xact_lock(1)", false)]
    [InlineData("update orders set notes = ''", false)]
    [InlineData("merge into orders", false)]
    [InlineData("set local lock_timeout = '5s'", false)]
    [InlineData("", false)]
    public void A_statement_is_a_read_only_when_that_is_sure(string sql, bool reads) => Assert.Equal(reads, Statement.OnlyReads(sql));

    private static PostgresException Answered(string sqlState, string message) => new(message, "ERROR", "ERROR", sqlState);
}
