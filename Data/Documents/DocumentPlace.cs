namespace Glimmerglass.Data.Documents;

/// <summary>The last row of a page of documents: the next page starts behind it.</summary>
public sealed record DocumentPlace(DateTimeOffset CreatedAt, Guid Id);
