using PolicyBuilder.Acknowledgements.Roster;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Roster;

public class RosterImportTests
{
    private static readonly Person Ada = new() { Id = "1", Name = "Ada", Email = "ada@x.example" };

    private static readonly Person Bo = new() { Id = "2", Name = "Bo", Left = new DateOnly(2026, 6, 30) };

    [Fact]
    public void The_same_file_again_changes_nothing()
    {
        var import = RosterImport.Of([Ada, Bo], [Bo, Ada]);
        Assert.Empty(import.Changes);
        Assert.Equal(2, import.Unchanged);
        Assert.Empty(import.Absent);
    }

    [Fact]
    public void Each_kind_of_change_is_told()
    {
        var married = Ada with { Name = "Ada Sample", Email = "sample@x.example" };
        var leaver = Ada with { Id = "3", Email = null };
        var back = Bo with { Left = null };
        var added = new Person { Id = "4", Name = "Di", MayPost = true };
        var import = RosterImport.Of([Ada, Bo, leaver], [married, back, leaver with { Left = new DateOnly(2026, 11, 1) }, added]);
        Assert.Equal([RosterChangeKind.Updated, RosterChangeKind.Returned, RosterChangeKind.Left, RosterChangeKind.Added], import.Changes.Select(change => change.Kind));
        Assert.Equal([RosterColumn.Name, RosterColumn.Email], import.Changes[0].Columns);
        Assert.Equal([RosterColumn.Name, RosterColumn.MayPost], import.Changes[3].Columns);
        Assert.Equal([true, false, true, false], import.Changes.Select(change => change.EndsLinks));
    }

    [Fact]
    public void People_whom_the_file_leaves_out_stay_and_are_told_unless_they_have_left()
    {
        var import = RosterImport.Of([Ada, Bo], []);
        Assert.Empty(import.Changes);
        Assert.Equal([Ada], import.Absent);
    }

    [Fact]
    public void Someone_works_from_the_first_day_to_the_last()
    {
        var person = new Person { Id = "1", Name = "A", Hired = new DateOnly(2020, 1, 2), Left = new DateOnly(2021, 1, 2) };
        Assert.Equal([false, true, true, false], new[] { (2020, 1), (2020, 2), (2021, 2), (2021, 3) }.Select(day => person.WorksOn(new DateOnly(day.Item1, 1, day.Item2))));
    }
}
