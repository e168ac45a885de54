import ChassisCommands

@main
struct Entry {
    static func main() async {
        await ChassisBuild.main()
    }
}
