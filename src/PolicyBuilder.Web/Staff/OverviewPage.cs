namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr</c>: how far each policy has come.</summary>
public sealed class OverviewPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => "Overview";

    /// <inheritdoc/>
    public override string Place => "/hr";
}
