namespace PolicyBuilder.Acknowledgements.Staff;

/// <summary>What someone who signs in to the city's own pages may do.</summary>
public enum StaffRole
{
    /// <summary>Runs campaigns: roster, invitations, paper, questions, evidence.</summary>
    HumanResources,

    /// <summary>All of that, and decides who must sign again, approves disposal, and gives others their accounts.</summary>
    Admin,
}

/// <summary>Somebody who may sign in to the city's own pages.</summary>
public sealed record Account
{
    /// <summary>Random: 32 lower-case hexadecimal digits. It stays, whatever else changes.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// What the person is known by at sign-in, unique in the city: <c>name:dana.example</c> for an account of the city's own, or
    /// <c>oidc:issuer subject</c> for one of an organisation's sign-in (OpenID Connect Core 1.0, section 5.7).
    /// </summary>
    public required string Key { get; init; }

    /// <summary>The name shown to others and written into what they record.</summary>
    public required string Name { get; init; }

    public required StaffRole Role { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Whether the account was closed. It stays, since what it did stays.</summary>
    public bool Closed { get; init; }

    /// <summary>What proves who they are, as the pages keep it: hashes and protected keys, nothing that could be used as it is.</summary>
    public ReadOnlyMemory<byte> Proof { get; init; }

    /// <summary>Counts the changes; see <see cref="IStaffStore.SaveAccountAsync"/>. 0 for an account that is not kept yet.</summary>
    public long Revision { get; init; }

    /// <summary>Names no one.</summary>
    public override string ToString() => nameof(Account);
}
