namespace PolicyBuilder.Web.Employee;

/// <summary><c>/new-link</c>: the same answer whoever asked.</summary>
public sealed class NewLinkPage : EmployeePage
{
    /// <inheritdoc/>
    public override string Title => Words.NewLinkTitle;
}
