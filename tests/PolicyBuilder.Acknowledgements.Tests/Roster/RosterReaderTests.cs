using System.Globalization;
using System.Text;
using CsCheck;
using PolicyBuilder.Acknowledgements.Roster;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Roster;

public class RosterReaderTests
{
    private const string Headings = "id,name,email,department,title,supervisor,hired,left,authorised to post\n";

    [Fact]
    public void Every_column_is_read()
    {
        var reading = Read(Headings + "100,Bo Sample,,Library,Director,,2010-05-01,,\n101,\"Example, Ada\",ada@mapleton.example,Library,Librarian,100,3/1/2019,2027-01-31,Yes\n");
        Assert.Empty(reading.Problems);
        Assert.Equal(
            new Person
            {
                Id = "101",
                Name = "Example, Ada",
                Email = "ada@mapleton.example",
                Department = "Library",
                Title = "Librarian",
                Supervisor = "100",
                Hired = new DateOnly(2019, 3, 1),
                Left = new DateOnly(2027, 1, 31),
                MayPost = true,
            },
            reading.People[1]);
        Assert.Equal(2, reading.Rows);
    }

    [Theory]
    [InlineData("\uFEFFEmployee ID;Full Name;E-Mail\r\n7;Núria Peña;n@x.example\r\n")]
    [InlineData("Employee ID\tFull Name\tWork Email\r7\tNúria Peña\tn@x.example\r")]
    [InlineData("\n\n Número de empleado , nombre completo ,Correo electrónico\n,,\n 7 , Núria Peña , n@x.example \n,,\n\n")]
    [InlineData("EMP_ID,First Name,Last Name,mail,\"Shoe size\"\n7,Núria,Peña,n@x.example,38")]
    public void Files_of_every_program_say_the_same(string text)
    {
        var reading = Read(text);
        Assert.False(reading.HasErrors);
        Assert.Equal(new Person { Id = "7", Name = "Núria Peña", Email = "n@x.example" }, Assert.Single(reading.People));
    }

    [Theory]
    [InlineData("", "r.csv: error PB7103")]
    [InlineData(" \n\n", "r.csv: error PB7103")]
    [InlineData("name,nme\nA,B\n", "r.csv:1: error PB7104", "r.csv:1: note PB7106")]
    [InlineData("id,email\n1,a@x.example\n", "r.csv:1: error PB7104")]
    [InlineData("id,name,Employee Number\n1,A,2\n", "r.csv:1: error PB7105")]
    [InlineData("id,name,salary\n1,A,2\n", "r.csv:1: note PB7106")]
    [InlineData("id,name\n1,A\n2,\"B\n3,C\n", "r.csv:3: error PB7107")]
    [InlineData("id,name\n1,A \"Al\" B\n", "r.csv:2: error PB7107")]
    [InlineData("id,name,title\n1,A\n", "r.csv:2: error PB7108")]
    [InlineData("id,name\n1,\n,B\n", "r.csv:2: error PB7109", "r.csv:3: error PB7109")]
    [InlineData("id,name\n1,A\n2,B\n1,C\n", "r.csv:4: error PB7110")]
    [InlineData("id,name,email\n1,A,a@x.example\n2,B,A@X.example\n", "r.csv:3: error PB7110")]
    [InlineData("id,name,email\n1,A,a at x\n2,B,b@x\n3,C,C <c@x.example>\n4,D,d@-x.example\n5,E,.e@x.example\n6,F,f@g@x.example\n", "r.csv:2: error PB7111", "r.csv:3: error PB7111", "r.csv:4: error PB7111", "r.csv:5: error PB7111", "r.csv:6: error PB7111", "r.csv:7: error PB7111")]
    [InlineData("id,name,hired\n1,A,31/1/2027\n2,B,2027-02-29\n3,C,1/31/27\n", "r.csv:2: error PB7112", "r.csv:3: error PB7112", "r.csv:4: error PB7112")]
    [InlineData("id,name,hired,left\n1,A,2027-02-02,2027-02-01\n", "r.csv:2: error PB7113")]
    [InlineData("id,name,may post\n1,A,perhaps\n", "r.csv:2: error PB7114")]
    [InlineData("id,name,supervisor\n1,A,9\n2,Pat,\n3,Pat,\n4,B,Pat\n", "r.csv:2: error PB7115", "r.csv:5: error PB7115")]
    [InlineData("id,name\n1,A\tB\u0007\n", "r.csv:2: error PB7117")]
    [InlineData("id,name,language\n1,A,Klingon\n2,B,e\n3,C,en--US\n4,D,e5\n", "r.csv:2: error PB7118", "r.csv:3: error PB7118", "r.csv:4: error PB7118", "r.csv:5: error PB7118")]
    public void Each_problem_is_told_by_line(string text, params string[] told) =>
        Assert.Equal(told, Read(text).Problems.Select(problem => problem.ToString()[..problem.ToString().LastIndexOf("PB7", StringComparison.Ordinal)] + problem.Code));

    [Fact]
    public void Rows_beside_bad_ones_are_read()
    {
        var reading = Read("id,name,email\n1,A,a@x.example\n2,,b@x.example\n3,C,nowhere\n4,D,\n");
        Assert.Equal(["1", "4"], reading.People.Select(person => person.Id));
        Assert.Equal(4, reading.Rows);
    }

    [Fact]
    public void A_supervisor_is_named_by_id_address_or_name()
    {
        var reading = Read(
            "id,name,email,supervisor\n1,Ada,ada@x.example,Bo\n2,Cy,,ADA@x.example\n3,Di,,1\n",
            new Person { Id = "77", Name = "Bo" });
        Assert.Empty(reading.Problems);
        Assert.Equal(["77", "1", "1"], reading.People.Select(person => person.Supervisor));
    }

    [Theory]
    [InlineData("Language", "", "en")]
    [InlineData("preferred language", "English", "en")]
    [InlineData("Idioma", "español", "es")]
    [InlineData("language", "ES-mx", "es-mx")]
    [InlineData("language", "zh-Hant-TW", "zh-Hant-TW")]
    public void The_language_is_a_tag_or_a_name(string heading, string cell, string language) =>
        Assert.Equal(language, Assert.Single(Read($"id,name,{heading}\n1,A,{cell}\n").People).Language);

    [Fact]
    public void Long_text_and_other_encodings_are_refused()
    {
        Assert.Equal("PB7116", Assert.Single(Read($"id,name\n1,{new string('x', 201)}\n").Problems).Code);
        Assert.Equal("PB7102", Assert.Single(RosterReader.Read("r.csv", Encoding.Unicode.GetBytes("id,name\n1,A\n"), []).Problems).Code);
        Assert.Equal("PB7102", Assert.Single(RosterReader.Read("r.csv", Encoding.Latin1.GetBytes("id,name\n1,Peña\n"), []).Problems).Code);
        Assert.Equal("PB7101", Assert.Single(RosterReader.Read("r.csv", new byte[RosterReader.MaximumBytes + 1], []).Problems).Code);
    }

    [Fact]
    public void Any_rubbish_is_told_and_never_thrown() =>
        Gen.OneOf(Gen.String, Gen.OneOf("id,name\n", "\"", ",", "\n", "1", "a@b.example", ";", "\r\n", "\u0000").Array[0, 30].Select(string.Concat))
            .Sample(text =>
            {
                var reading = Read(text);
                Assert.True(reading.People.Count <= reading.Rows);
                Assert.Equal(reading.People.Count, reading.People.Select(person => person.Id).Distinct().Count());
            });

    [Fact]
    public void A_hundred_thousand_people_are_read()
    {
        var text = new StringBuilder(Headings);
        for (var i = 0; i < 100_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i},Person {i},p{i}@x.example,Department {i % 40},Clerk,{i / 10},2019-03-01,,no\n");
        var reading = Read(text.ToString());
        Assert.Empty(reading.Problems);
        Assert.Equal(100_000, reading.People.Count);
    }

    private static RosterReading Read(string text, params Person[] known) => RosterReader.Read("r.csv", Encoding.UTF8.GetBytes(text), known);
}
